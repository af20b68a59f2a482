<?php
// What a web server would say about a request to the home page.
$_SERVER += [
    'HTTP_HOST' => '@PUBLIC_HOST@',
    'SERVER_NAME' => '@PUBLIC_HOST@',
    'SERVER_PROTOCOL' => 'HTTP/1.1',
    'REQUEST_METHOD' => 'GET',
    'REQUEST_URI' => '/',
    'REMOTE_ADDR' => '127.0.0.1',
];
