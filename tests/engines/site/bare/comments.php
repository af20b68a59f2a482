<ol><?php wp_list_comments(['style' => 'ol', 'avatar_size' => 0]); ?></ol>
