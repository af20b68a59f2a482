PLACE='the root of your Vercel project'
MANAGED='migrator-redirects.json vercel.json'
REFUSED=vercel.json

afterwards() { say "Next: deploy."; }
