<?php
// The proof's web server has nothing but the emitted file; what that leaves alone is not found.
require __DIR__ . '/out/migrator-redirects.php';
http_response_code(404);
