<?php
// A theme of the years before HTML5. It brings no comments.php: WordPress then takes its own of that time.
?>
<!doctype html>
<html <?php language_attributes(); ?>>
<head><meta charset="utf-8"><title><?php echo esc_html(wp_get_document_title()); ?></title><?php wp_head(); ?></head>
<body <?php body_class(); ?>>
<div id="page">
<div id="header"><h1><a href="<?php echo esc_url(home_url('/')); ?>"><?php bloginfo('name'); ?></a></h1></div>
<div id="content" class="widecolumn">
<?php while (have_posts()) : the_post(); ?>
<div <?php post_class(); ?> id="post-<?php the_ID(); ?>">
<h2><a href="<?php the_permalink(); ?>" rel="bookmark"><?php the_title(); ?></a></h2>
<div class="entry">
<?php is_singular() ? the_content() : the_excerpt(); ?>
<?php if (is_single()) : ?>
<p class="postmetadata alt"><small>This entry was posted by <?php the_author(); ?> on <?php the_time('l, F jS, Y'); ?> at <?php the_time(); ?> and is filed under <?php the_category(', '); ?>. <?php the_tags('Tags: '); ?></small></p>
<?php endif; ?>
</div>
</div>
<?php if (is_singular()) { comments_template(); } ?>
<?php endwhile; ?>
<div class="navigation"><?php posts_nav_link(); ?></div>
</div>
<div id="sidebar"><ul><?php wp_get_archives(); wp_list_categories(); wp_list_pages(); ?></ul></div>
</div>
<?php wp_footer(); ?>
</body>
</html>
