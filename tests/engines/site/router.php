<?php
// PHP's web server answers 404 to any unknown path with a dot in it; this sends all of them to WordPress.
$folder = $_SERVER['DOCUMENT_ROOT'];
$path = rawurldecode(explode('?', $_SERVER['REQUEST_URI'], 2)[0]);
$file = str_contains($path, "\0") ? false : realpath($folder . $path);
if ($file !== false && is_file($file) && str_starts_with($file, realpath($folder) . '/')) {
    return false;
}
foreach (['SCRIPT_NAME', 'PHP_SELF'] as $name) {
    $_SERVER[$name] = '/index.php';
}
$_SERVER['SCRIPT_FILENAME'] = "$folder/index.php";
unset($_SERVER['PATH_INFO']);
chdir($folder);
require "$folder/index.php";
