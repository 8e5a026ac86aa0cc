<?php
// A few articles in four sections: fill.php FOLDER. Prints the number of one of them, and the version of WordPress.
$_SERVER['HTTP_HOST'] = '127.0.0.1';
require $argv[1] . '/wordpress/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/taxonomy.php';
$told = json_decode( file_get_contents( $argv[1] . '/article.json' ), true );
$section = 0;
foreach ( array( '要闻', '城市', '生活', '评论' ) as $name ) {
	$number = wp_create_category( $name );
	$section = $section ? $section : $number;
}
$content = '';
foreach ( $told['paragraphs'] as $paragraph ) {
	$content .= "<!-- wp:paragraph -->\n<p>" . $paragraph . "</p>\n<!-- /wp:paragraph -->\n\n";
}
$numbers = array();
for ( $count = 0; $count < 5; $count++ ) {
	$numbers[] = wp_insert_post( array(
		'post_title'    => $told['headline'],
		'post_content'  => $content,
		'post_status'   => 'publish',
		'post_author'   => 1,
		'post_category' => array( $section ),
	) );
}
echo $numbers[2] . ' ' . get_bloginfo( 'version' );
