<?php
// The proof's wrapper: real WordPress up to its must-use plug-ins, and an end for requests nobody answered.
// Where no WordPress is installed the plug-in runs in PHP alone, as it asks nothing of WordPress before it answers.
define('ABSPATH', rtrim(getenv('MIGRATOR_WORDPRESS') ?: '/usr/share/wordpress', '/') . '/');
define('WP_CONTENT_DIR', '{work}/wp-content');
define('WPMU_PLUGIN_DIR', '{out}');
define('WP_DEBUG', false);
foreach (['DB_NAME', 'DB_USER', 'DB_PASSWORD', 'DB_HOST'] as $name) {
    define($name, '');
}
$table_prefix = 'wp_';
$unanswered = function () {
    http_response_code(404);
    header('Content-Type: text/plain');
    exit("No redirect.\n");
};
ini_set('display_errors', '0');
if (is_file(ABSPATH . 'wp-settings.php')) {
    $wp_filter = ['muplugins_loaded' => [10 => [['accepted_args' => 0, 'function' => $unanswered]]]];
    require ABSPATH . 'wp-settings.php';
} else {
    function add_filter()
    {
    }

    function add_action()
    {
    }
    require WPMU_PLUGIN_DIR . '/migrator-redirects.php';
    $unanswered();
}
