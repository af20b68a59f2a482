PLACE='the web folder that answers the old hosts, for example /var/www/html'
BLOCK=htaccess.txt
BLOCK_FILE=.htaccess
