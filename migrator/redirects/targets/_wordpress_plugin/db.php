<?php
// The proof's wrapper: a database that holds nothing, yet says WordPress is installed.
class Proof_Database extends wpdb
{
    public function __construct()
    {
        $this->ready = true;
    }

    public function query($query)
    {
        return 0;
    }

    public function get_var($query = null, $x = 0, $y = 0)
    {
        return 'installed';
    }

    public function _real_escape($text)
    {
        return addslashes((string) $text);
    }
}
$wpdb = new Proof_Database();
