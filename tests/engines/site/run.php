<?php
// Runs a piece of PHP with WordPress loaded, as its admin: {"code", "given"} comes in, what `return` gives goes out.
require __DIR__ . '/http.php';
$call = json_decode(stream_get_contents(STDIN), true, 512, JSON_THROW_ON_ERROR);
require getcwd() . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
wp_set_current_user(1);
$given = $call['given'];
ob_start();
$answer = eval($call['code']);
ob_end_clean();
echo json_encode($answer, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR);
