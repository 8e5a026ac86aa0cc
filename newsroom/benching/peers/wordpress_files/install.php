<?php
// An empty WordPress in its database: install.php FOLDER.
define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST'] = '127.0.0.1';
require $argv[1] . '/wordpress/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
function wp_mail() { return true; }
wp_install( '云岫日报', 'editor', 'editor@example.org', true, '', wp_generate_password() );
