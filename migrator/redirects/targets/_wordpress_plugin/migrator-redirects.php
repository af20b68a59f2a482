<?php
/**
 * Plugin Name: Old addresses of this blog
 * Description: Sends readers of the old blog's addresses to the right page. Made by migrator; its rules are in the folder beside it.
 * Version: 1
 *
 * A must-use plug-in: it lies in wp-content/mu-plugins and needs no activation. It answers before WordPress looks at
 * the address, knows exact addresses only, and sends nobody anywhere but to the new address of this blog.
 */

namespace Migrator_Redirects;

if (!defined('ABSPATH')) {
    exit;
}

/** Read one of the JSON files beside this one; an absent or broken one is an empty list. */
function read($name)
{
    $file = __DIR__ . '/migrator-redirects/' . $name . '.json';
    $found = is_readable($file) ? json_decode((string) file_get_contents($file), true) : null;
    return is_array($found) ? $found : [];
}

/** Cut a request target into its decoded path, slashes merged and dots resolved, and its raw query; null if it climbs out. */
function cut($target)
{
    $target = preg_replace('~^https?://[^/?]*~i', '', $target);
    $pieces = explode('?', $target, 2);
    $path = rawurldecode($pieces[0]);
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
    return ['/' . implode('/', $kept) . ($folder ? '/' : ''), isset($pieces[1]) ? $pieces[1] : ''];
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

/** The name under which a host's rules are stored; null for a host that is none of ours. */
function site($settings, $host)
{
    $host = rtrim((string) preg_replace('/:\d+$/D', '', strtolower($host)), '.');
    return isset($settings['hosts'][$host]) ? $settings['hosts'][$host] : null;
}

/** Find the rule for a request: [target or null for gone, status]; null where there is none. */
function find($settings, $host, $target)
{
    $site = site($settings, $host);
    $cut = cut($target);
    if ($site === null || $cut === null) {
        return null;
    }
    $shard = substr(md5($cut[0]), 0, (int) $settings['digits']);
    $rules = read('rules' . $shard);
    $key = str_replace('%2F', '/', rawurlencode($cut[0]));
    $present = parameters($cut[1]);
    foreach (isset($rules[$site][$key]) ? $rules[$site][$key] : [] as $rule) {
        if (!array_diff($rule[0], $present)) {
            return [$rule[1] === null ? null : $rule[1] . campaign($settings, $rule[1], $cut[1]), $rule[2]];
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

/** Say whether a target is an address of the new blog in plain ASCII. */
function is_ours($settings, $target)
{
    $host = preg_quote($settings['new'], '~');
    return preg_match('~^https?://' . $host . '/[\x21-\x7e]*$~D', $target) === 1;
}

/** Answer a request for an old address and end; return if it is none. */
function answer()
{
    $method = isset($_SERVER['REQUEST_METHOD']) ? $_SERVER['REQUEST_METHOD'] : '';
    $settings = read('settings');
    if (!in_array($method, ['GET', 'HEAD'], true) || !isset($settings['hosts'], $settings['new'], $settings['digits'])) {
        return;
    }
    $host = isset($_SERVER['HTTP_HOST']) ? $_SERVER['HTTP_HOST'] : '';
    $rule = find($settings, $host, isset($_SERVER['REQUEST_URI']) ? $_SERVER['REQUEST_URI'] : '');
    if ($rule === null || ($rule[0] !== null && !is_ours($settings, $rule[0]))) {
        return;
    }
    if (!empty($settings['trial'])) {
        header('Cache-Control: no-store');
    }
    if ($rule[0] === null) {
        http_response_code(410);
        header('Content-Type: text/html; charset=utf-8');
        echo '<!doctype html><title>Gone</title><p>This page is gone for good.</p>';
    } else {
        header('X-Redirect-By: migrator');
        header('Location: ' . $rule[0], true, $rule[1]);
    }
    exit;
}

/** Give readers' feed programs the id by which they have known a post all along, so that old posts do not come up as new. */
function old_guid($guid, $id = 0)
{
    static $known = null;
    if (!is_feed()) {
        return $guid;
    }
    $stored = get_post_meta($id, '_migrator_guid', true);
    if (!is_string($stored) || $stored === '') {
        $known = $known === null ? read('guids') : $known;
        $link = get_permalink($id);
        $stored = is_string($link) && isset($known[$link]) ? $known[$link] : '';
    }
    return $stored === '' ? $guid : htmlspecialchars($stored, ENT_QUOTES | ENT_XML1, 'UTF-8');
}

/** Put the anchor a comment had on the old blog before its text, so that links to it still arrive. */
function old_anchor($text, $comment = null)
{
    if (!$comment || is_admin() || is_feed()) {
        return $text;
    }
    $anchor = get_comment_meta($comment->comment_ID, '_migrator_anchor', true);
    $known = is_string($anchor) && preg_match('/^c[0-9]{1,40}$/D', $anchor);
    return $known ? '<a id="' . esc_attr($anchor) . '"></a>' . $text : $text;
}

/** Where a fragment that is in no page leads: an address, addresses by page, or null. The script beside this file asks. */
function find_anchor($settings, $fragment)
{
    $known = read('anchors');
    $name = rawurldecode($fragment);
    if (isset($known[$name])) {
        return $known[$name];
    }
    if (preg_match('/^c(?:omment-)?([0-9]{1,40})$/D', $name, $found)) {
        $wanted = ['meta_key' => '_migrator_anchor', 'meta_value' => 'c' . $found[1]];
        $comments = get_comments($wanted + ['status' => 'approve', 'post_status' => 'publish', 'number' => 1]);
        return $comments ? below_host(get_comment_link($comments[0])) : null;
    }
    $asked = explode('#', $fragment, 2);
    $rule = strncmp($fragment, '!/', 2) === 0 ? find($settings, $settings['main'], substr($asked[0], 1)) : null;
    return $rule !== null && $rule[0] !== null && is_ours($settings, $rule[0]) ? below_host($rule[0]) : null;
}

/** An address without scheme and host, so that it is one of this very site. */
function below_host($address)
{
    return preg_replace('~^https?://[^/]*~i', '', $address);
}

/** Answer the script's question with JSON and end; return if there is none. */
function answer_script()
{
    $fragment = isset($_GET['migrator-anchor']) ? wp_unslash($_GET['migrator-anchor']) : null;
    $settings = read('settings');
    if (is_string($fragment) && isset($settings['hosts'], $settings['new'], $settings['digits'], $settings['main'])) {
        header('X-Robots-Tag: noindex');
        header('X-Content-Type-Options: nosniff');
        wp_send_json(find_anchor($settings, $fragment));
    }
}

/** Load the script that leads readers on who arrive with a fragment of an old address. */
function add_script()
{
    $file = 'migrator-redirects/anchors.js';
    if (is_readable(__DIR__ . "/$file")) {
        wp_enqueue_script('migrator-anchors', plugins_url($file, __FILE__), [], (string) filemtime(__DIR__ . "/$file"), true);
    }
}

answer();
add_action('init', __NAMESPACE__ . '\answer_script', PHP_INT_MAX);
add_action('wp_enqueue_scripts', __NAMESPACE__ . '\add_script');
add_filter('do_redirect_guess_404_permalink', '__return_false');
add_filter('the_guid', __NAMESPACE__ . '\old_guid', PHP_INT_MAX, 2);
add_filter('comment_text', __NAMESPACE__ . '\old_anchor', PHP_INT_MAX, 2);
