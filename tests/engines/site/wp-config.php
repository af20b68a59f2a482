<?php
// WordPress behind a front server that ends TLS: it believes in its public address, not in the test's port.
$_SERVER['HTTPS'] = str_starts_with('@PUBLIC_URL@', 'https:') ? 'on' : 'off';
define('WP_HOME', '@PUBLIC_URL@');
define('WP_SITEURL', '@PUBLIC_URL@');
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_DEBUG', false);
define('DB_NAME', 'wordpress');
define('DB_USER', '');
define('DB_PASSWORD', '');
define('DB_HOST', '');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('DB_DIR', __DIR__ . '/wp-content/database');
define('DB_FILE', 'wordpress.sqlite');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $purpose) {
    define("{$purpose}_KEY", "test $purpose key");
    define("{$purpose}_SALT", "test $purpose salt");
}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
