<?php
/**
 * Sends readers of old addresses to the right page. Made by migrator; its rules are JSON in the folder beside it.
 *
 * Require it before anything else answers. It ends the request for an old address, and for any other address of a host
 * that has moved (404); requests for other hosts go on. It needs PHP 5.6 or later and nothing else.
 */

namespace Migrator_Redirects;

/** Read one of the JSON files; an absent or broken one is an empty list. */
function read($name)
{
    $file = __DIR__ . '/migrator-redirects/' . $name . '.json';
    $found = is_readable($file) ? json_decode((string) file_get_contents($file), true) : null;
    return is_array($found) ? $found : [];
}

/** Cut a request into host, raw path and raw query; some clients send a whole URL. */
function cut($host, $target)
{
    if (preg_match('~^https?://([^/?]*)(.*)$~isD', $target, $found)) {
        $host = $found[1];
        $target = $found[2];
    }
    $host = rtrim((string) preg_replace('/:\d+$/D', '', strtolower($host)), '.');
    $pieces = explode('?', $target, 2);
    return [$host, $pieces[0], isset($pieces[1]) ? $pieces[1] : ''];
}

/** Decode a path, merge its slashes and resolve its dots; null if it climbs out or is none. */
function plain($raw)
{
    if (strncmp($raw, '/', 1) !== 0) {
        return null;
    }
    $path = rawurldecode($raw);
    $kept = [];
    foreach (explode('/', $path) as $piece) {
        if ($piece === '..' && array_pop($kept) === null) {
            return null;
        }
        if ($piece !== '' && $piece !== '.' && $piece !== '..') {
            $kept[] = $piece;
        }
    }
    $folder = $kept && preg_match('~/\.{0,2}$~D', $path);
    return '/' . implode('/', $kept) . ($folder ? '/' : '');
}

/** List a query's parameters as "name=value" in one spelling. PHP's own parser would rename and drop some. */
function parameters($query)
{
    $found = [];
    foreach (explode('&', $query) as $piece) {
        if ($piece !== '') {
            $pair = explode('=', $piece, 2) + [1 => ''];
            $found[] = rawurlencode(urldecode($pair[0])) . '=' . rawurlencode(urldecode($pair[1]));
        }
    }
    return $found;
}

/** Find the rule for a request: [target or null for gone, status]; null where there is none. */
function find($settings, $host, $raw, $query)
{
    $path = plain($raw);
    $any = isset($settings['hosts']['*']) ? $settings['hosts']['*'] : null;
    $site = isset($settings['hosts'][$host]) ? $settings['hosts'][$host] : $any;
    if ($path === null || $site === null) {
        return null;
    }
    $rules = read('rules' . substr(md5($path), 0, (int) $settings['digits']));
    $key = str_replace('%2F', '/', rawurlencode($path));
    $present = parameters($query);
    foreach (isset($rules[$site][$key]) ? $rules[$site][$key] : [] as $rule) {
        if (!array_diff($rule[0], $present)) {
            return [$rule[1] === null ? null : $rule[1] . campaign($settings, $rule[1], $query), $rule[2]];
        }
    }
    return null;
}

/** The campaign parameters of a query, ready to be added to a target; empty unless they are to be kept. */
function campaign($settings, $target, $query)
{
    if (empty($settings['keep_utm'])) {
        return '';
    }
    $kept = [];
    foreach (['source', 'medium', 'campaign', 'term', 'content', 'id'] as $name) {
        if (preg_match("/(?:^|&)(utm_$name=[A-Za-z0-9%._~+:-]*)(?:&|\\z)/", $query, $found)) {
            $kept[] = $found[1];
        }
    }
    return $kept ? (strpos($target, '?') === false ? '?' : '&') . implode('&', $kept) : '';
}

/** Say whether a target is an address of the new site in plain ASCII, or of this one where the rules name none. */
function is_ours($settings, $target)
{
    if ($settings['new'] === '') {
        return preg_match('~^/(?![/\\\\])[\x21-\x7e]*$~D', $target) === 1;
    }
    $host = preg_quote($settings['new'], '~');
    return preg_match('~^https?://' . $host . '/[\x21-\x7e]*$~D', $target) === 1;
}

/** Say something without a redirect. */
function say($status, $words)
{
    http_response_code($status);
    header('Content-Type: text/html; charset=utf-8');
    echo "<!doctype html><title>$words</title><p>$words</p>";
}

/** Answer a request and end it; return if it is for somebody else. */
function answer()
{
    $settings = read('settings');
    if (!isset($settings['hosts'], $settings['here'], $settings['new'], $settings['digits'], $settings['trial'])) {
        return;
    }
    $given = isset($_SERVER['HTTP_HOST']) ? $_SERVER['HTTP_HOST'] : '';
    list($host, $raw, $query) = cut($given, isset($_SERVER['REQUEST_URI']) ? $_SERVER['REQUEST_URI'] : '');
    $method = isset($_SERVER['REQUEST_METHOD']) ? $_SERVER['REQUEST_METHOD'] : '';
    $rule = in_array($method, ['GET', 'HEAD'], true) ? find($settings, $host, $raw, $query) : null;
    if ($rule !== null && ($rule[0] === null || is_ours($settings, $rule[0]))) {
        if ($settings['trial']) {
            header('Cache-Control: no-store');
        }
        $rule[0] === null ? say(410, 'This page is gone for good.') : header('Location: ' . $rule[0], true, $rule[1]);
        exit;
    }
    if (isset($settings['hosts'][$host]) && !in_array($host, $settings['here'], true)) {
        say(404, 'There is no such page.');
        exit;
    }
}

answer();
