<!doctype html>
<html <?php language_attributes(); ?>>
<head><meta charset="utf-8"><title><?php echo esc_html(wp_get_document_title()); ?></title><?php wp_head(); ?></head>
<body>
<?php while (have_posts()) : the_post(); ?>
<article><h1><?php the_title(); ?></h1><?php the_content(); ?></article>
<?php if (is_singular()) { comments_template('/comments.php'); } ?>
<?php endwhile; ?>
<?php wp_footer(); ?>
</body>
</html>
