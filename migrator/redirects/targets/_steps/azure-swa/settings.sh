PLACE='the folder that you publish (the one with index.html)'
MANAGED=staticwebapp.config.json
REFUSED=staticwebapp.config.json

afterwards() { say "Next: publish."; }
