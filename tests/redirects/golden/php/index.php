<?php
require __DIR__ . '/migrator-redirects.php';
http_response_code(404);
