<?php
// Installs WordPress as its setup page would: one admin, no sample content, an application password.
define('WP_INSTALLING', true);
require __DIR__ . '/http.php';
require getcwd() . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Ask Marigold', 'marigold', 'marigold@askmarigold.example', true, '', 'test password');
foreach (get_posts(['post_type' => ['post', 'page'], 'post_status' => 'any', 'numberposts' => -1]) as $sample) {
    wp_delete_post($sample->ID, true);
}
update_option('template', 'bare');
update_option('stylesheet', 'bare');
update_option('timezone_string', 'America/New_York');
update_option('permalink_structure', '/%postname%/');
$user = get_user_by('login', 'marigold');
[$password] = WP_Application_Passwords::create_new_application_password($user->ID, ['name' => 'tests']);
echo $password;
