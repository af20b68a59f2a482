<?php
// Reads WXR parts into WordPress by the rules WordPress's importer documents, one fresh run per part.
// The importer itself is no Debian or npm package. Images come from local files instead of the network.

const WP_NAMESPACE = 'http://wordpress.org/export/1.2/';

final class WxrRun
{
    public array $counts = ['posts' => 0, 'comments' => 0, 'attachments' => 0, 'terms' => 0, 'known' => 0, 'lost' => []];
    private array $authors = [];
    private array $numbers = [];
    private array $thumbnails = [];
    private array $addresses = [];

    /** $files: attachment URL => local file. */
    public function __construct(private array $files) {}

    public function read(string $part): void
    {
        wp_suspend_cache_invalidation(true);
        wp_defer_term_counting(true);
        wp_defer_comment_counting(true);
        $reader = XMLReader::open($part);
        while ($reader->read()) {
            if ($reader->nodeType === XMLReader::ELEMENT && $reader->depth === 2) {
                $this->element($reader);
            }
        }
        wp_suspend_cache_invalidation(false);
        wp_cache_flush();
        wp_defer_term_counting(false);
        wp_defer_comment_counting(false);
        $this->connect();
    }

    private function element(XMLReader $reader): void
    {
        $kinds = ['wp:author' => 'author', 'wp:category' => 'term', 'wp:tag' => 'term', 'item' => 'item'];
        if (isset($kinds[$reader->name])) {
            $this->{$kinds[$reader->name]}(simplexml_import_dom($reader->expand(new DOMDocument())));
        }
    }

    private function author(SimpleXMLElement $told): void
    {
        $row = self::fields($told);
        $login = sanitize_user($row['author_login'], true);
        $known = get_user_by('login', $login);
        $id = $known ? $known->ID : wp_insert_user([
            'user_login' => $login,
            'user_pass' => wp_generate_password(),
            'user_email' => $row['author_email'],
            'display_name' => $row['author_display_name'],
        ]);
        $this->authors[$login] = [self::sure($id), (int) $row['author_id']];
    }

    private function term(SimpleXMLElement $told): void
    {
        $row = self::fields($told);
        $category = isset($row['category_nicename']);
        $this->ensureTerm(
            $category ? $row['category_nicename'] : $row['tag_slug'],
            $category ? $row['cat_name'] : $row['tag_name'],
            $category ? 'category' : 'post_tag'
        );
    }

    private function ensureTerm(string $slug, string $name, string $taxonomy): int
    {
        $known = term_exists($slug, $taxonomy);
        if (!$known) {
            $known = self::sure(wp_insert_term(wp_slash($name), $taxonomy, ['slug' => $slug]));
            $this->counts['terms']++;
        }
        return (int) $known['term_id'];
    }

    private function item(SimpleXMLElement $told): void
    {
        $row = self::fields($told);
        $known = post_exists((string) $told->title, '', $row['post_date'], $row['post_type']);
        $id = $known ?: $this->insert($told, $row);
        if ($id === 0) {
            return;
        }
        $this->counts['known'] += $known ? 1 : 0;
        $this->numbers[(int) $row['post_id']] = $id;
        $this->terms($id, $told);
        $this->comments($id, $told, (bool) $known);
        foreach ($told->children(WP_NAMESPACE)->postmeta as $meta) {
            $pair = self::fields($meta);
            if ($pair['meta_key'] === '_thumbnail_id') {
                $this->thumbnails[$id] = (int) $pair['meta_value'];
            }
            add_post_meta($id, wp_slash($pair['meta_key']), wp_slash($pair['meta_value']));
        }
    }

    private function insert(SimpleXMLElement $told, array $row): int
    {
        $login = sanitize_user((string) $told->children('http://purl.org/dc/elements/1.1/')->creator, true);
        $post = [
            'import_id' => (int) $row['post_id'],
            'post_author' => $this->authors[$login][0] ?? get_current_user_id(),
            'post_title' => (string) $told->title,
            'post_content' => (string) $told->children('http://purl.org/rss/1.0/modules/content/')->encoded,
            'post_excerpt' => (string) $told->children('http://wordpress.org/export/1.2/excerpt/')->encoded,
            'guid' => (string) $told->guid,
        ];
        foreach (['post_date', 'post_date_gmt', 'comment_status', 'ping_status', 'post_name', 'menu_order', 'post_type', 'post_password'] as $name) {
            $post[$name] = $row[$name];
        }
        $post['post_status'] = $row['status'];
        if ($row['post_type'] === 'attachment') {
            return $this->attach($post, $row['attachment_url']);
        }
        $this->counts['posts']++;
        return self::sure(wp_insert_post(wp_slash($post), true));
    }

    private function attach(array $post, string $url): int
    {
        if (!isset($this->files[$url])) {
            $this->counts['lost'][] = $url;
            return 0;
        }
        $name = rawurldecode(basename(parse_url($url, PHP_URL_PATH)));
        $ending = pathinfo($this->files[$url], PATHINFO_EXTENSION);
        $name = pathinfo($name, PATHINFO_EXTENSION) === '' ? "$name.$ending" : $name;
        $kept = wp_upload_bits($name, null, file_get_contents($this->files[$url]), substr($post['post_date'], 0, 7));
        if ($kept['error']) {
            throw new RuntimeException("$url: {$kept['error']}");
        }
        $this->addresses[$url] = $kept['url'];
        $this->counts['attachments']++;
        $post = ['guid' => $kept['url'], 'post_mime_type' => $kept['type']] + $post;
        return self::sure(wp_insert_attachment(wp_slash($post), $kept['file'], 0, true));
    }

    private function terms(int $post, SimpleXMLElement $told): void
    {
        $chosen = [];
        foreach ($told->category as $term) {
            if (isset($term['nicename'])) {
                $taxonomy = (string) $term['domain'];
                $chosen[$taxonomy][] = $this->ensureTerm((string) $term['nicename'], (string) $term, $taxonomy);
            }
        }
        foreach ($chosen as $taxonomy => $ids) {
            self::sure(wp_set_post_terms($post, $ids, $taxonomy));
        }
    }

    private function comments(int $post, SimpleXMLElement $told, bool $known): void
    {
        $rows = [];
        foreach ($told->children(WP_NAMESPACE)->comment as $comment) {
            $row = self::fields($comment);
            $rows[(int) $row['comment_id']] = [$row, $comment];
        }
        ksort($rows);
        $placed = [];
        foreach ($rows as $number => [$row, $comment]) {
            if ($known && comment_exists($row['comment_author'], $row['comment_date'])) {
                continue;
            }
            $row['comment_post_ID'] = $post;
            $row['comment_parent'] = $placed[(int) $row['comment_parent']] ?? (int) $row['comment_parent'];
            $row['user_id'] = $this->user((int) $row['comment_user_id']);
            $placed[$number] = self::sure(wp_insert_comment(wp_filter_comment(wp_slash($row + ['comment_agent' => '']))));
            $this->counts['comments']++;
            foreach ($comment->children(WP_NAMESPACE)->commentmeta as $meta) {
                $pair = self::fields($meta);
                add_comment_meta($placed[$number], wp_slash($pair['meta_key']), wp_slash($pair['meta_value']));
            }
        }
    }

    private function user(int $number): int
    {
        foreach ($this->authors as [$id, $old]) {
            if ($old === $number) {
                return $id;
            }
        }
        return 0;
    }

    /** What the importer does last: images in all posts get their new address, posts their featured image. */
    private function connect(): void
    {
        global $wpdb;
        uksort($this->addresses, fn($one, $other) => strlen($other) - strlen($one));
        foreach ($this->addresses as $old => $new) {
            $wpdb->query($wpdb->prepare("UPDATE $wpdb->posts SET post_content = REPLACE(post_content, %s, %s)", $old, $new));
        }
        foreach ($this->thumbnails as $post => $number) {
            if (isset($this->numbers[$number])) {
                update_post_meta($post, '_thumbnail_id', $this->numbers[$number]);
            }
        }
    }

    private static function fields(SimpleXMLElement $told): array
    {
        $found = [];
        foreach ($told->children(WP_NAMESPACE) as $name => $value) {
            $found[$name] = (string) $value;
        }
        return $found;
    }

    private static function sure(mixed $made): mixed
    {
        if (!$made || is_wp_error($made)) {
            throw new RuntimeException(is_wp_error($made) ? $made->get_error_message() : 'WordPress refused something');
        }
        return $made;
    }
}

/** Import parts in order; return the counts of each. */
function import_wxr(array $parts, array $files): array
{
    return array_map(function (string $part) use ($files) {
        $run = new WxrRun($files);
        $run->read($part);
        return $run->counts;
    }, $parts);
}
