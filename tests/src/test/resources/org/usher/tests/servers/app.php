<?php // An ordinary page. It knows nothing of usher.
echo $_SERVER['REQUEST_METHOD'] === 'POST' ? file_get_contents('php://input') : "php, {$_SERVER['REMOTE_ADDR']}";
