PLACE='the root of your Vercel project'
MANAGED=vercel.json
REFUSED=vercel.json

afterwards() { say "Next: deploy."; }
