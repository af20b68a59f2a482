BEGIN TRANSACTION;
CREATE TABLE asset (
  url TEXT PRIMARY KEY, file TEXT, media_type TEXT, size INTEGER, sha256 TEXT, problem TEXT
) WITHOUT ROWID;
CREATE TABLE decision (         -- what a person decided; no stage writes it
  url TEXT PRIMARY KEY, verdict TEXT NOT NULL, new TEXT, note TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE entity (           -- the merge of all records of one thing
  kind TEXT NOT NULL, key TEXT NOT NULL,
  parent TEXT,                  -- a comment's post
  fields TEXT NOT NULL,         -- JSON
  provenance TEXT NOT NULL,     -- JSON: field → source
  PRIMARY KEY (kind, key)
) WITHOUT ROWID;
INSERT INTO "entity" VALUES('comment','21','http://blog.example/2010/05/tea.html','{"author": {"name": "Reader", "source_id": null, "url": null}, "deleted": false, "html": "A remark.", "kind": "comment", "parent": null, "post": "http://blog.example/2010/05/tea.html", "published": "2010-06-01T08:00:00-04:00"}','{"author": "comment-feed", "deleted": "comment-feed", "html": "comment-feed", "kind": "comment-feed", "parent": "comment-feed", "post": "comment-feed", "published": "comment-feed"}');
INSERT INTO "entity" VALUES('comment','22','http://blog.example/2010/05/tea.html','{"author": {"name": "Bob", "source_id": null, "url": null}, "deleted": false, "html": "No sugar.", "kind": "comment", "parent": null, "post": "http://blog.example/2010/05/tea.html", "published": "2010-06-01T08:00:00-04:00"}','{"author": "comment-feed", "deleted": "comment-feed", "html": "comment-feed", "kind": "comment-feed", "parent": "comment-feed", "post": "comment-feed", "published": "comment-feed"}');
INSERT INTO "entity" VALUES('post','http://blog.example/2010/05/tea.html',NULL,'{"author": {"name": "Ann", "source_id": null, "url": null}, "body_html": "<p>Pot first, then <a href=\"http://blog.example/2010/06/cake.html\">cake</a>.</p>", "comments_stated": 2, "guid": "tag:blogger.com,1999:blog-77.post-11", "kind": "post", "labels": ["Kitchen"], "published": "2010-05-02T04:00:00-04:00", "source_id": "11", "title": "Tea", "updated": "2010-05-02T04:00:00-04:00", "url": "http://blog.example/2010/05/tea.html"}','{"author": "feed", "body_html": "html", "comments_stated": "feed", "guid": "feed", "kind": "feed", "labels": "feed", "published": "feed", "source_id": "feed", "title": "feed", "updated": "feed", "url": "feed"}');
INSERT INTO "entity" VALUES('post','http://blog.example/2010/06/cake.html',NULL,'{"author": {"name": "Ann", "source_id": null, "url": null}, "body_html": "<p>Butter, sugar, patience, and after an hour the fork.</p>", "comments_stated": 0, "guid": "tag:blogger.com,1999:blog-77.post-12", "kind": "post", "labels": [], "published": "2010-06-03T05:00:00-04:00", "source_id": "12", "title": "Cake & \"crumbs\"", "updated": "2010-06-03T05:00:00-04:00", "url": "http://blog.example/2010/06/cake.html"}','{"author": "feed", "body_html": "html", "comments_stated": "feed", "guid": "feed", "kind": "feed", "labels": "feed", "published": "feed", "source_id": "feed", "title": "feed", "updated": "feed", "url": "feed"}');
INSERT INTO "entity" VALUES('post','http://blog.example/p/about.html',NULL,'{"author": {"name": "Ann", "source_id": null, "url": null}, "body_html": "<p>I drink tea and bake cakes.</p>", "comments_stated": 0, "guid": "tag:blogger.com,1999:blog-77.page-13", "kind": "page", "labels": [], "published": "2010-05-01T04:00:00-04:00", "source_id": "13", "title": "About", "updated": "2010-05-01T04:00:00-04:00", "url": "http://blog.example/p/about.html"}','{"author": "page-feed", "body_html": "html", "comments_stated": "page-feed", "guid": "page-feed", "kind": "page-feed", "labels": "page-feed", "published": "page-feed", "source_id": "page-feed", "title": "page-feed", "updated": "page-feed", "url": "page-feed"}');
INSERT INTO "entity" VALUES('site','http://blog.example',NULL,'{"language": "en", "platform": "blogger", "source_id": "77", "timezone": "America/New_York", "title": "A plain blog"}','{"language": "html", "platform": "settings", "source_id": "feed", "timezone": "feed", "title": "feed"}');
CREATE TABLE finding (
  stage TEXT NOT NULL, code TEXT NOT NULL, url TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL,
  hint TEXT NOT NULL, PRIMARY KEY (stage, code, url, message)
) WITHOUT ROWID;
CREATE TABLE hop (
  page TEXT NOT NULL, step INTEGER NOT NULL, url TEXT NOT NULL, status INTEGER NOT NULL, location TEXT NOT NULL,
  PRIMARY KEY (page, step)
) WITHOUT ROWID;
CREATE TABLE job (              -- the frontier: one row per URL to fetch
  url TEXT PRIMARY KEY,         -- canonical
  stage TEXT NOT NULL,          -- crawl | media
  priority INTEGER NOT NULL,
  source TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'queued',   -- queued | done | failed | blocked
  attempts INTEGER NOT NULL DEFAULT 0,
  error TEXT
) WITHOUT ROWID;
INSERT INTO "job" VALUES('http://blog.example/','crawl',12,'crawl','done',1,NULL);
INSERT INTO "job" VALUES('http://blog.example/2010/','crawl',30,'link','done',1,NULL);
INSERT INTO "job" VALUES('http://blog.example/2010/05/','crawl',30,'link','done',1,NULL);
INSERT INTO "job" VALUES('http://blog.example/2010/05/tea.html','crawl',50,'feed','done',1,NULL);
INSERT INTO "job" VALUES('http://blog.example/2010/06/','crawl',30,'link','done',1,NULL);
INSERT INTO "job" VALUES('http://blog.example/2010/06/cake.html','crawl',50,'feed','done',1,NULL);
INSERT INTO "job" VALUES('http://blog.example/feeds/11/comments/default?start-index=1&max-results=150','crawl',20,'comment-feed','done',1,NULL);
INSERT INTO "job" VALUES('http://blog.example/feeds/comments/default?redirect=false&start-index=1&max-results=150','crawl',2,'comment-feed','done',1,NULL);
INSERT INTO "job" VALUES('http://blog.example/feeds/pages/default?redirect=false&start-index=1&max-results=150','crawl',1,'page-feed','done',1,NULL);
INSERT INTO "job" VALUES('http://blog.example/feeds/posts/default?redirect=false&start-index=1&max-results=150','crawl',0,'feed','done',1,NULL);
INSERT INTO "job" VALUES('http://blog.example/p/about.html','crawl',50,'feed','done',1,NULL);
INSERT INTO "job" VALUES('http://blog.example/robots.txt','crawl',0,'robots','done',1,NULL);
INSERT INTO "job" VALUES('http://blog.example/search/label/Kitchen','crawl',80,'link','blocked',0,NULL);
INSERT INTO "job" VALUES('http://blog.example/sitemap-pages.xml','crawl',10,'sitemap','done',1,NULL);
INSERT INTO "job" VALUES('http://blog.example/sitemap.xml','crawl',10,'sitemap','done',1,NULL);
CREATE TABLE link (
  page TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL,
  PRIMARY KEY (page, url, kind)
) WITHOUT ROWID;
INSERT INTO "link" VALUES('','http://blog.example/2010/','template');
INSERT INTO "link" VALUES('','http://blog.example/2010/05/','template');
INSERT INTO "link" VALUES('','http://blog.example/2010/05/tea.html','template');
INSERT INTO "link" VALUES('','http://blog.example/2010/05/tea.html?showComment=1275393600000#c21','template');
INSERT INTO "link" VALUES('','http://blog.example/2010/05/tea.html?showComment=1275393600000#c22','template');
INSERT INTO "link" VALUES('','http://blog.example/2010/06/','template');
INSERT INTO "link" VALUES('','http://blog.example/2010/06/cake.html','template');
INSERT INTO "link" VALUES('http://blog.example/2010/05/tea.html','http://blog.example/2010/06/cake.html','body');
INSERT INTO "link" VALUES('http://blog.example/feeds/posts/default?redirect=false&start-index=1&max-results=150','http://blog.example/2010/06/cake.html','body');
INSERT INTO "link" VALUES('','http://blog.example/p/about.html','template');
INSERT INTO "link" VALUES('','http://blog.example/search/label/Kitchen','template');
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('relocated','{"found": {}, "missing": [], "months": [], "terms": {}}');
INSERT INTO "meta" VALUES('robots','{"http://blog.example": [200, "User-agent: *\nDisallow: /search\nAllow: /\n"]}');
INSERT INTO "meta" VALUES('schema','1');
CREATE TABLE old_url (
  url TEXT PRIMARY KEY, kind TEXT NOT NULL, status INTEGER
) WITHOUT ROWID;
INSERT INTO "old_url" VALUES('http://blog.example/','home',200);
INSERT INTO "old_url" VALUES('http://blog.example/2010/','archive',200);
INSERT INTO "old_url" VALUES('http://blog.example/2010/05/','archive',200);
INSERT INTO "old_url" VALUES('http://blog.example/2010/05/tea.html','post',200);
INSERT INTO "old_url" VALUES('http://blog.example/2010/06/','archive',200);
INSERT INTO "old_url" VALUES('http://blog.example/2010/06/cake.html','post',200);
INSERT INTO "old_url" VALUES('http://blog.example/2010_05_01_archive.html','archive',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/2010_06_01_archive.html','archive',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/atom.xml','feed',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/favicon.ico','system',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/feeds/11/comments/default','feed',200);
INSERT INTO "old_url" VALUES('http://blog.example/feeds/12/comments/default','feed',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/feeds/13/comments/default','feed',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/feeds/comments/default','feed',200);
INSERT INTO "old_url" VALUES('http://blog.example/feeds/comments/full','feed',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/feeds/comments/summary','feed',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/feeds/pages/default','feed',200);
INSERT INTO "old_url" VALUES('http://blog.example/feeds/pages/default/13','feed',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/feeds/posts/default','feed',200);
INSERT INTO "old_url" VALUES('http://blog.example/feeds/posts/default/-/Kitchen','feed',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/feeds/posts/default/11','feed',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/feeds/posts/default/12','feed',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/feeds/posts/full','feed',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/feeds/posts/summary','feed',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/index.xml','feed',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/p/about.html','page',200);
INSERT INTO "old_url" VALUES('http://blog.example/robots.txt','system',200);
INSERT INTO "old_url" VALUES('http://blog.example/rss.xml','feed',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/search','search',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/search/label/Kitchen','label',NULL);
INSERT INTO "old_url" VALUES('http://blog.example/sitemap-pages.xml','sitemap',200);
INSERT INTO "old_url" VALUES('http://blog.example/sitemap.xml','sitemap',200);
CREATE TABLE page (             -- the last answer to each fetched URL
  url TEXT PRIMARY KEY,
  final_url TEXT NOT NULL,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL,        -- JSON, names in lower case
  body BLOB NOT NULL,           -- zlib
  body_sha TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "page" VALUES('http://blog.example/','http://blog.example/',200,'{"content-type": "text/html; charset=UTF-8"}',X'789CCD55C16EDB300CFD154E879EE2CA499A62681D036DB7CB86610596CB8EB44DC7466DC993E8ADF9FB49B2EBB94D3A6018300C08648A8F14A9C7072579F3EEF3DDEEEBFD7BA8B86DD2C4AFD0A0DA6F0529E1F684459AB4C4087985C6126F45CF65F4568C5E852D6DC59E1419646D04E45A31291796357ABF27E302B9E686D21BE81AAC1578FF152472F026722891E9E2902645FD1DEA622BBC2FA4564BC81BB4762B42B878768ACB5DBA035CD2AFCCD68162D88E893FEA624F0CB72E4184106F2DFDD9ABA7900299A2A9A6ED50A5BBAA37B6C0C3023EF48A205E2F60152FE34406D4555E3D2BD269CB50B97B9B833F793DF747A1750860345E2341A80C95EEA6CCDD9594FE3AE7F4886DD790F485647C29737CA0733F1191DE3913CE1C7C0D67DF7ACDD7B9E9DBCC0E7622D177B43EEA28F2AC8E85C7B90C144C60B45CB966BAF4B66726B300DBEFD17D3AE49A544E0B405500960E731654BA37C01541A9CDC37922BB39FBF3BAA5D63C71F90CC19E2BFD1229DDC86E949AC81D3E47B95CB764D991E0F9CB3233817DD6D4B6A24240A0772B3C83517C19C5EB5DBCB98A63F78BE20BB78A34EC1D632EFFF54A0D66D45831050CB71CD6DFCAE64BAF82683EE101E2D53FD7CC4632E128991DE15F0963198471AF19CADA585EF8C12B989A38A5526FFA9AFFBF343651BCDA0545CCA571F127D24030D4B87709DDB3325262094D5EC910223FD69C57FE111D0D4F0C9C12D48C215B1794A199CD7A1AAC481F87138E06F00A72EC3EDDDECBA8CE11A07B1E473AA2F37EC77578B165F8DFF8099DA40EB5','e029ba36dda01e020e6763ecbc533ac0044eb44ef24747ef5e07933922e3f714');
INSERT INTO "page" VALUES('http://blog.example/2010/','http://blog.example/2010/',200,'{"content-type": "text/html; charset=UTF-8"}',X'789CCD55DF6FD33010FE570E3FECA999D3769DD09646DA062F20C424FAC2E325B934D1123BD81758FF7B6C270BD9DA212124845439677FF7CBDF7D729337EF3EDFEDBEDEBF878ADB264DFC0A0DAAFD5690126E4F58A4494B8C9057682CF156F45C466FC578AAB0A5ADD8932283AC8D805C2B26E5DCB246EFF7649C23D7DC507A035D83B5027F7E0572152F6399C8014BE45028D3C5214D8AFA3BD4C556F8B390A05A42DEA0B55B11DCC5B35C2E76E912B8A05F91AD03C5B01D037FD4C59E186E5D80082EDE5AFADCAB27970299A2A9A6ED50A5BBAA37B6C0C3023EF48A205E2FC0F79DC880BACAAB67453A6D192A777B73F099D7F3F328B40E018CC66B240895A1D2DD94B9BB92D25FE79C1EB1ED1A1A088A2F658E0F74EEE722D23B67C29983AFE1EC5BAFF93A377D9BD9C14E24FA8ED6471D459ED5B1F0389D8182098C962BD74C97DEF6CC641660FB3DBA4F875C93CA6901A80AC0D261CE824AF706B82228B579384F6437677F5EB7D49A272E9F21D873A55F22A51BD98D5213B9C3E72896EB962C3B123C7F596626B0CF9ADA56540808F46E8567308A2FA378BD8B375771EC7E517CE1569186BD63CCC5BF5EA9C18C1A2B2687E196C3FA5BD97CE95510CD273C40BCFAE79AD948261C25B323FC2B612C8330EE3543591BCB0B3F78055313A754EA4D5FF3FF97C6268A57BBA088B9342EFE441A08861AF72EA17B56464A2CA1C92B195CE4C79AF3CA3FA5A3E1898153829A3164EB823234B3594F8315E9E390E16800AF20C7C7A7DB7BE9D5390274CFE3484774DEEFB80E2FB60CFF1E3F0126060FD6','42a64503f8f9b326506f07471357b8f88fe6745400fdd3d5bf9d51add3eab482');
INSERT INTO "page" VALUES('http://blog.example/2010/05/','http://blog.example/2010/05/',200,'{"content-type": "text/html; charset=UTF-8"}',X'789C75544D8F9C300CFD2B6ECEC304D86E558D006977DB535575A5CEA54703E6430D01259E76E7DF3709299DD9E94A88247EB69FFD1C28DE7DFAF674FCF1FC19069E5455F83728D47D29480B77266CAB62224668063496B81427EE928F225A354E548A9E3419E4D9086866CDA49D5BADE6BE27E31C796445D5032C0A470DDE7E0099A7592AD37B59C8152EE4CA55CFEDB92ADAF1178C6D29BC2DE4183268145A5B8AE02EAED2B9D8CC257041FF2227078AF518037F8F6D4F0C8F2E400417BFCB7CEEFCAF4B8B4CC9C66917D4D5F7936EF1BC83AF788634DF81AFBB900172B4F915C3325B86C1756FCE3EEDDDA53D0975430093D843813018EA5C9BCCCB414ADFCB9E5E705A146D0231E1DE8F455447C242A2A7BDBBA14DBC6E317B1CC1DAE4062699EF75A99E67866E349677C0AE56D88A888C1F64833F2952FAADE7DC1772B954F892B99B67DEF4BA42F0C4C3FC1AE9DC581EB4DE345C979B581E27B2ECA4F032D5B5D9C053AD463B502B20A8580A5F7692DE27697E4CDF1FD2D43D49D8882A2CAE7E17FF3693C29A940DD330A4DC0543773FA22496D034830C2EF2CBC8CDE03F8BB8F1C2C0D647D0E646213BB654A3B998F5365851BDAC196E06F006726BFE7F79AFBD1627C07CE238D2885ED61BDFEBA727C39FE00F7C20530C','57c13f3031113e74ffaaabfc6bcf5dfa509827f26cef4ceb285870897cb5ee00');
INSERT INTO "page" VALUES('http://blog.example/2010/05/tea.html','http://blog.example/2010/05/tea.html',200,'{"content-type": "text/html; charset=UTF-8"}',X'789CC5554D739B3010FD2BAA7AC82558809334F5009D24EDA9D336D3E6D2E38264602C2406C94DFCEFBB12C231B133CDAD0C03D27E3EBDDD85ECDDE71F770FBFEFBF90C676B2C8DC934850754E85A2B817C08BAC131648D5C06084CDE9D6AEA36B1AA40A3A91D35A283180D5032595565628342BA5AE6B31A0A16DAD14C50DE925B48A38F98A3C08C8D8A8C864AB36641032A71528ADDA0A2425CD20D6396DACED578C399F857882AE9782A57112B3F89259010B871733B01167A9F9AEC878FB87B41C7D51E6F33709A9241893539F90CEA0A06F8201D0E9D9B343251DB7C1F1B1E5B5B0E4161DA83771ABC4C54E27130E5644FB9CA60755FCDA2A0EBB73F20D76244ECF89439E31AFC2B4E92C43AF8D250D3237EC5CD8E5A13CF2B8895746E10C9EC066791423722404D3508B11F15E19250E785FDC6B4BD6ED60EC39B198986410480F0C5FB10A362250EC9619836291B1FE90AEC3CC6BADEDFEF0330D6C6DA35F6AD6C8F18D527B42C6D791AF6D3B612C961EDDA12C87BD725BCAD6348253E229C9A9831DC597519C3EC417AB38C63BF20B5AF817E247FFD733492885342ECDD88D16EAA90F991130540DF326EC6B6BABC6CD47583862C8FE1C9E9B794355BAEBB0102E76735160CB84FD0A4B788166D2599D4DD208FBB2DA9CA1DC4EF8826A22720C9A261EEB3882E30E81FCF42D480CB47CB1C072718B81F8CB40AE117C17DCE0593B18365361F929EB93959D94B302CD5BE879483F99463FDE8D1E79927EB85C7E5C5EC5EE7AEF9163B7C589F722F1F558ABE29951FE6F2ED21917E9C8C5AD2EDF4CC4774DCCB686E17F1291BE8108C6E58901342D17250CA732D3E2696CD0A3F97E45732C3EDDFD2FAD7A9C2FBDB5E18B11B487E3109EE3679AF93FCE5FB789181F','ca8b72384bc67567bebc2cbce06bc116be110fc15387dc62be8d3ed8e9a86d7d');
INSERT INTO "page" VALUES('http://blog.example/2010/06/','http://blog.example/2010/06/',200,'{"content-type": "text/html; charset=UTF-8"}',X'789C75534B8F9B3010FE2B531FF614629274A32A0B48FBE8A53DB4875C7A343060B460B3F6D06EFE7DC740691E5A09D9E3F9E6F90D937C7AF9F17CFCF5F32B68EADA2C0927B4CAD4A94023F88DAACC920E4941A195F348A918A88ABE88596B5487A9A8D1A053649D80C21A42C366796BEB1A1D1B52432D668FD0B7AA3110F40790DB7813CB782F1339C1899C72E5B63C6549D9FC86A64C45D08D31F4068A56799F8AD15C5C8463DF0D0760A7FF9E1D83627ACE8E7F9AB24682277610A349903621F6F69F49A908A325A7EF95C98E7A70BE54A7157C1B0C42BC5B41283D9123CA99B717497AEB093413E04E21F2EE5C1F8DA5C30846731B8902EDB0E24E89FA8394A19D35BEABAE6F71E1A850AFB80EA311D9338B70C7F003DCBD0D961E0A3774B99FE444AA50D1EEA6A228B03A279E073451B080D166CBC5F4D9D340846E057EA8155FBDA2064D812B50A6045531C612683B38208D5059F7BA4E647FCEFE79DECA5A5AB8BC40D440DA5E23158FECD19885DCE9BAF1A5A6434F4C42E02FCFDD020E79DB788DA58091DE540406A3781FC5BB637C7F8863FEA2F8339F221BDFCC18FB7F9CA95539B65E2C06539737BDFAA6C45CB9B371CEB3BB97227B0F63816B64FF1172ABF6A85CA1E5588BFCDE50A1C36E5E5BF5DC8A1D68FE4F66F4BCDEF99C164C8EFBFE1726A64D80','218464bfa34cebd0b55c7f73e15e7d17b71306b2a352f7fd15969e0740427909');
INSERT INTO "page" VALUES('http://blog.example/2010/06/cake.html','http://blog.example/2010/06/cake.html',200,'{"content-type": "text/html; charset=UTF-8"}',X'789C85544D739B3010FD2B5B1D928B89B09D783A0E3093A4BDB487F6E04B8F0B2C1663215149B4C9BFEF0A886B3BCD748611D2BE7DFBF1F4917DF8F4ED69F7E3FB6750A1D3451647D068F6B92023784D5817594701A152E83C855C0CA1493E8AD96AB0A35CECC990C3609D80CA9A4086DD4A6DF77B72EC18DAA0A978805E636B20DAB7F08407822BECFA7BB8FA39D8705FB9A12BFD34CFE444C9746B0EE048E7A242634D5BA116A01C35B95021F45B2963B41B7AE6409AE42A5DA632DDC88A83DFC45638B99C5A286DFD526475FB0BDA9AC96C1B4B534BA8347A9F8B31A338AB92B94B0EC0A4BFCC8E41312D67E2EFB6DE5380472688D125CE9631F6EAD5A5C640C931A7EFD1143B35385FE3CB02BE0C86205D2F20569FC911E5CCABB324BDF50114EBEA5E62E4F5A93D194B87114CE636FE23AF5ABF899E4485E620F31E4EED1CC164B9E2DC7DF13884406E017ED823FF7A0C2D998A1680A6066C18E319283B38088AA0B1EE7093C9FE54C9D3BC8DB5E1A8CB19824350F6126958FE07638E424DBF37DCD076E4030BC0742C4B77048752B75E512D60942A1751F624DD24E97A97DE6DD394BF24BDE55114E33A9391FF7E268D25692F8E0E5397E7A7A6B25DC782462F755BA4F0BADEF256DCB29B8E5ED7AFD6840F5F75B88E41F43F54F36D4D25465D70BE0BF3C1BF93A278E6720BB84436EF216FCD9ED0554A8E5DC9AF6DA8547C082EBD7A16C50E61BE64337ADAF93C4ED74E8E8FCB1F1CDB746D','89e94b1240ec45ee943893b4ec03a5e61f3590ad30f873d0e9fc59d52522543e');
INSERT INTO "page" VALUES('http://blog.example/feeds/11/comments/default?start-index=1&max-results=150','http://blog.example/feeds/11/comments/default?start-index=1&max-results=150',200,'{"content-type": "application/atom+xml; charset=UTF-8"}',X'789CC594DD6E9C3010855F05B9B78531F4275964BC4A2B55EA4D2FD2F401BC300114635BF6D0DD7DFBDAEC66B3517FA2485522212466BEE339C34188F56ED2D94FF461B4A66165C15986A6B5DD68FA86FDB8F9925FB2B514B7885D1649131A3610B91A60BBDD16DB7785F53D549C7F802BB2133B30B57568BEA3F2ED70C2D5AA68ED043904872D24202C800F01E254B897D2E04F1A377BBD0C087BD38DADA2E8112280AA4B1A26C5D849527DBDD1B6EFD1A7096FCBD56AB514F28B8B5498D050101049412369CC68EFB061843B62F22A735A8D264BBC80A52FC583FB9A2C297D8D61D6146425E06FAD734D20E5E9ABE97027CB478AB38688A6FCFE69FFCE06CAABF260DFCD1B3D86013B59F192E7FC63CECB1B7E59731EAF9CBF8F77010FD01FD7F538297F579C766DADA1E8E5480D34E947D4B12D851ECD5D2CEB86294DE88D22646747C3A2CC6234B7A7F4D20E05EED4E43442720CF12B21544562D761B0DBCF87749AF24D5B950CA450330DD64B61D484F23AC68C5EC0F220E0BE17F3AF47937B747A9F93CD96914FBFC4B27C8EBD64068E193D2BAAEA7F45F5CD6661EE95FF775467D4CB4555FD16D527BB79FD9C20FDA4E42F8D68A107','2f9f27cb25f4f4829baf8fc75e9da9b944c772e03c7b4dbf5c91ab0997e7e9c5');
INSERT INTO "page" VALUES('http://blog.example/feeds/comments/default?redirect=false&start-index=1&max-results=150','http://blog.example/feeds/comments/default?redirect=false&start-index=1&max-results=150',200,'{"content-type": "application/atom+xml; charset=UTF-8"}',X'789CC594DD6E9C3010855F05B9B78531F4275964BC4A2B55EA4D2FD2F401BC300114635BF6D0DD7DFBDAEC66B3517FA2485522212466BEE339C34188F56ED2D94FF461B4A66165C15986A6B5DD68FA86FDB8F9925FB2B514B7885D1649131A3610B91A60BBDD16DB7785F53D549C7F802BB2133B30B57568BEA3F2ED70C2D5AA68ED043904872D24202C800F01E254B897D2E04F1A377BBD0C087BD38DADA2E8112280AA4B1A26C5D849527DBDD1B6EFD1A7096FCBD56AB514F28B8B5498D050101049412369CC68EFB061843B62F22A735A8D264BBC80A52FC583FB9A2C297D8D61D6146425E06FAD734D20E5E9ABE97027CB478AB38688A6FCFE69FFCE06CAABF260DFCD1B3D86013B59F192E7FC63CECB1B7E59731EAF9CBF8F77010FD01FD7F538297F579C766DADA1E8E5480D34E947D4B12D851ECD5D2CEB86294DE88D22646747C3A2CC6234B7A7F4D20E05EED4E43442720CF12B21544562D761B0DBCF87749AF24D5B950CA450330DD64B61D484F23AC68C5EC0F220E0BE17F3AF47937B747A9F93CD96914FBFC4B27C8EBD64068E193D2BAAEA7F45F5CD6661EE95FF775467D4CB4555FD16D527BB79FD9C20FDA4E42F8D68A107','2f9f27cb25f4f4829baf8fc75e9da9b944c772e03c7b4dbf5c91ab0997e7e9c5');
INSERT INTO "page" VALUES('http://blog.example/feeds/pages/default?redirect=false&start-index=1&max-results=150','http://blog.example/feeds/pages/default?redirect=false&start-index=1&max-results=150',200,'{"content-type": "application/atom+xml; charset=UTF-8"}',X'789C8D92DB6EDC2010865F057191ABDA839346E93A98686F2AE536870760CDC4B68201C1B8BBFBF6C1DEA3AAB6AA642160BE9FF93D33F269375AF60B631ABC6B78550ACED0B5DE0CAE6BF8FBDBCFE2077F52F203D1B04CBAD4F09E28D400DBEDB6DCDE953E76702BC43DACC98FFCC0D43EA07B451DDBFE8CEB55D9FA110A48015B9881B4003125C859E124A53E9E35618A764990F6CE0CADA6EC113280DACC1AAEE46014E9AEDE58DF7518E70CDFAAD56AB55C140F0F65D01D2609199334904546FB800D27DC11576B16AC1E1C9B61094B5CC98BF59A3C69FB8269B2945425E16FA16B4D221DE9D919DCFDA6B80A487414F7FF67BEA8EE0EF6C3B4B143EAD1A85B518942DC17A27A13DF6B21F2572C1B0917484EC168FA377D42FE549A8D9FE85C93D63BCA9E8F444FA3E5EAC6D263B8E9E8F1999938B84F46A89976866DF427B2362FA99C19582009C73794B4331CD1365C5BC2E8B2057E951B96E7596EF2C7790EE68294B8D363B00801F46CAE5C3850524FD4FBA8A4D323AAB57312969D8453200FCCA15F2AFFF3E520E1D80698875B7D0183320853','92b077c32fe3988f7cf68618bf8454e5eb71e3515f3681a8ba924235d8256123');
INSERT INTO "page" VALUES('http://blog.example/feeds/posts/default?redirect=false&start-index=1&max-results=150','http://blog.example/feeds/posts/default?redirect=false&start-index=1&max-results=150',200,'{"content-type": "application/atom+xml; charset=UTF-8"}',X'789CB554616FD33010FD2B963FF45393733BBAD1D6F5349090105F10941FE025D7249A6307FB42DB7F8F9DACDDD00A1A48485172F6BD973BBF7789BC3DB486FD401F1A67377C960BCED016AE6C6CB5E1DFB61FB2B7FC56C91D62C922D2860DAF89BA15C07EBFCFF757B9F315CC8558C01DB9968F9895EBD07E45ED8BFA0CD7CBBC702D64103A2C2001C200F02140AC0A272AD5FECCE97A6F8602E168CBA6D0147B8408405D260E57B22915E96A756F5C55A14F15A6B3E572396C64373779E70205091126A921838C8E1D6E38E181B8BA639DD18D65092C61C82BF9D4FA8A1C69F305436F28A8B984DFA59E7302694F1F6D890735FB85F12C21D1923FBEAEF96C361FDBEFFA7BD3841A4B3517339189EB4C5C6DC5622544BC32F126DE253C8164DF959AFE8C3E412E48F35E3F209BE8B65BB3C9F7DED1BAF07D7B1FC6F8AC55E12CC5B33C326B6A0D571343EB6E52D1FA5D4F847ECA425FE9F8E8A27B71B070CAB42D99DEC55C8C58ED7ACFA846B673FE214F6418D8121E5FAEA469EC03F368365C9BC8B2B167FEAC5918EAB23815BBF3E02405733CC4FE0D425200C43514F14CF9000625754FB5F34A5ADDA2BAB356C210493825E2988D2EABA8D4D342C2A3797FE5E1ECB2878B4CCCB78319AFF1F022FAEC61FC3AB072FEC8A244ED867F6AA8A8D1A6A3BE74778BFA751E7E76C4768D0F344D1E5996127A947A1C8597E28EFB899CB60643755AFD4F6F1740A8FFC5DAF9456B21FDEDD44F4753B67B','53d670c310b26e81f25780369786639c3460b66f95be0468c0352636f36c6824');
INSERT INTO "page" VALUES('http://blog.example/p/about.html','http://blog.example/p/about.html',200,'{"content-type": "text/html; charset=UTF-8"}',X'789C7554DB8E9B3010FD95A95FF6658921C956550448E9E5A1AAAA56EABEF47180496CC518849D76F3F71D1BC2E6D2952283E79C3397839DFCDDE71F9F9E7FFFFC02CAB7A6CCC30A06EDBE106405EF099B326FC923D40A0747BE1047BF4B3E88296AB1A542ECC9D280BE1B04D49DF5649956996EBFA781895E7B43E5167A83DA42886F605B75479FCB11CA8DB60718C814A246DB595DA311A006DA154279DF6FA40CAA05BD60DB1B92BDC4205F846E39BF1CBBACBAE654E68DFE03BA611DC7627595416DD0B942C462E2AA11D6669C8045AFCA9641316E27E15FDDECC9C347168848096F59C8BD3C531AF494CC355D8FB6FC85FE3834787A84EF7882347B84659AA5B98C20175E5ED5E83BE741B173C329245E5DC693D8394430394F311AA85677599260C4449EBEC6D8F50C26D98A6BF4E5576886E0BC2704B40D547820A879718B5CF697BE5CA6DF759D9FA7BC42F0E855778BECD8CCADB5F3DCE3E34EEB754BCEF3F7653956D53083C7CA68A7A81110272F447031499F92347B4ED79B34E55F125F44191FB90CFAB72B19ACC8383113C629AFCF40DDB52DFB16586A5DA670DE6FD8F135D34C603D9CA3091FA5FAF0109298FFB8E6744315065F703AD432CC20D32729CA176EB7845BE4FD5BC87DD8110EB592712AF94DFB5A859B7BCBBABE32137A39F9B48E9748C67F837F4D9C5A02','ce288b7a89ed8a42cbbe13e351f45ede8862344d437ee79700c45defd9d0ba72');
INSERT INTO "page" VALUES('http://blog.example/robots.txt','http://blog.example/robots.txt',200,'{"content-type": "text/plain"}',X'789C0B2D4E2DD24D4C4FCD2BB152D0E272C92C4ECCC9C92FB752D02F4E4D2C4ACEE0728472B90023340D44','1ad3961c2302390d248b7fa0d5a7d3bb7ac2df501da94b7e6553cef1eb8b82f4');
INSERT INTO "page" VALUES('http://blog.example/sitemap-pages.xml','http://blog.example/sitemap-pages.xml',200,'{"content-type": "application/atom+xml; charset=UTF-8"}',X'789C2D8D410E83300C04BF82F2009B1E5B99F096802C82E49028360DCF87528EBB3BA3A5F148D27DB9EA9AB7C1BDA077A3A7BD8AB275D7B4E9E0A259F920B6D64057E3148A42AE0BEA1CAFA0F894D8C3DBDDAE27C9B37FB449F2027C845484B16098F26E102D09E18F22BC05FC5FFA13457132C0','a7a84e9420db94877f76ef551cbad0f80ecfa6eb043430a6de9b831ba16c3ed3');
INSERT INTO "page" VALUES('http://blog.example/sitemap.xml','http://blog.example/sitemap.xml',200,'{"content-type": "application/atom+xml; charset=UTF-8"}',X'789C8DCE410EC2201005D0AB341C80A1269A68283D0B9249691C0A6146E9F1ADB53B372EE7FFFF92B1E39AA87B61E5392F83EAB551A3B3CF4A8CD26DD5C2838A22E506D05AD33C0B265F58E73A0187B81D0C4708465FD56E9DA51CDCC1EE94278DAB4F85104EA637602E10FC03759444163E530BBBFA839E41D0FF4AF87EECDEE4054671','a01db0ecc468918edc1a82d4bf40d17d8c1dc744f855640331d2d9028674bbdf');
CREATE TABLE problem (
  stage TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL, retry INTEGER NOT NULL,
  PRIMARY KEY (stage, url, kind)
) WITHOUT ROWID;
CREATE TABLE reading (          -- which page was read, from which inputs
  page TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, kind TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "reading" VALUES('http://blog.example/','d9046bed5044c02f522b02ca35086c6614b0b3253cfaf7c859e1c220909f909f','index');
INSERT INTO "reading" VALUES('http://blog.example/2010/','e483c0c500a985f7f2bd789732ee1cc574f0a6fabc24f64b5cef4b8e4af4f827','archive');
INSERT INTO "reading" VALUES('http://blog.example/2010/05/','030aab4db8973fc71dedd752f26a366ba56c2e0de729c28db2303857e0dd53c2','archive');
INSERT INTO "reading" VALUES('http://blog.example/2010/05/tea.html','ef57be82e2e7ef758e7ed86e27f6db11ce740a3e1982694b102a2c54b2116cff','post');
INSERT INTO "reading" VALUES('http://blog.example/2010/06/','4e02d87a47343c941f867603b65ba9c69bb97cb4e202a76197a990e9f8c6e1f4','archive');
INSERT INTO "reading" VALUES('http://blog.example/2010/06/cake.html','4f2acd91c706dfb23573a40928aeda944444cc3c4de009537a5538e7248e2bdf','post');
INSERT INTO "reading" VALUES('http://blog.example/feeds/11/comments/default?start-index=1&max-results=150','59b9d1ab2323900dc4b13170221692a97e5815bf16f31bdeca474d459d303b04','feed');
INSERT INTO "reading" VALUES('http://blog.example/feeds/comments/default?redirect=false&start-index=1&max-results=150','59b9d1ab2323900dc4b13170221692a97e5815bf16f31bdeca474d459d303b04','feed');
INSERT INTO "reading" VALUES('http://blog.example/feeds/pages/default?redirect=false&start-index=1&max-results=150','fb11bd0298fd7e6ac4b1dcc2fbb9e05d5a0be6985a8e18db1304b18df93d8909','feed');
INSERT INTO "reading" VALUES('http://blog.example/feeds/posts/default?redirect=false&start-index=1&max-results=150','a058bc243e93d283fc3f8f7f9367cc77ef904597eabad9e4f74709d16757b1d2','feed');
INSERT INTO "reading" VALUES('http://blog.example/p/about.html','f82838df178e1a4f33869260ea2f0267b5fb4c22a5fdc66b72244216e06db820','page');
INSERT INTO "reading" VALUES('http://blog.example/robots.txt','18923991471f0edb45f427ae1112d736c7348cb4aff51fce8befd955a007bfcf','other');
INSERT INTO "reading" VALUES('http://blog.example/sitemap-pages.xml','7c09c89667d4d0b51b86dd66db7365f1ba9f59179b1e38bea0434c5d4f775ba8','other');
INSERT INTO "reading" VALUES('http://blog.example/sitemap.xml','e694f4c5ef9f12c73ca1e419f89cebdd4c38745d3fc6083bf6af08e2a7ed27ca','other');
CREATE TABLE record (           -- what one source says about one entity; appended by readers
  kind TEXT NOT NULL, key TEXT NOT NULL, source TEXT NOT NULL, page TEXT NOT NULL,
  fields TEXT NOT NULL,         -- JSON
  PRIMARY KEY (kind, key, source, page)
) WITHOUT ROWID;
INSERT INTO "record" VALUES('comment','21','comment-feed','http://blog.example/feeds/11/comments/default?start-index=1&max-results=150','{"author": {"name": "Reader", "source_id": null, "url": null}, "deleted": false, "html": "A remark.", "kind": "comment", "parent": null, "post": "http://blog.example/2010/05/tea.html", "published": "2010-06-01T08:00:00-04:00"}');
INSERT INTO "record" VALUES('comment','21','comment-feed','http://blog.example/feeds/comments/default?redirect=false&start-index=1&max-results=150','{"author": {"name": "Reader", "source_id": null, "url": null}, "deleted": false, "html": "A remark.", "kind": "comment", "parent": null, "post": "http://blog.example/2010/05/tea.html", "published": "2010-06-01T08:00:00-04:00"}');
INSERT INTO "record" VALUES('comment','22','comment-feed','http://blog.example/feeds/11/comments/default?start-index=1&max-results=150','{"author": {"name": "Bob", "source_id": null, "url": null}, "deleted": false, "html": "No sugar.", "kind": "comment", "parent": null, "post": "http://blog.example/2010/05/tea.html", "published": "2010-06-01T08:00:00-04:00"}');
INSERT INTO "record" VALUES('comment','22','comment-feed','http://blog.example/feeds/comments/default?redirect=false&start-index=1&max-results=150','{"author": {"name": "Bob", "source_id": null, "url": null}, "deleted": false, "html": "No sugar.", "kind": "comment", "parent": null, "post": "http://blog.example/2010/05/tea.html", "published": "2010-06-01T08:00:00-04:00"}');
INSERT INTO "record" VALUES('post','http://blog.example/2010/05/tea.html','feed','http://blog.example/feeds/posts/default?redirect=false&start-index=1&max-results=150','{"author": {"name": "Ann", "source_id": null, "url": null}, "body_html": "<p>Pot first, then <a href=\"http://blog.example/2010/06/cake.html\">cake</a>.</p>", "comments_stated": 2, "guid": "tag:blogger.com,1999:blog-77.post-11", "kind": "post", "labels": ["Kitchen"], "published": "2010-05-02T04:00:00-04:00", "source_id": "11", "title": "Tea", "updated": "2010-05-02T04:00:00-04:00", "url": "http://blog.example/2010/05/tea.html"}');
INSERT INTO "record" VALUES('post','http://blog.example/2010/05/tea.html','html','http://blog.example/2010/05/tea.html','{"author": {"name": "Ann", "source_id": null, "url": null}, "body_html": "<p>Pot first, then <a href=\"http://blog.example/2010/06/cake.html\">cake</a>.</p>", "comments_stated": 2, "kind": "post", "labels": ["Kitchen"], "published": "2010-05-02T04:00:00-04:00", "title": "Tea", "url": "http://blog.example/2010/05/tea.html"}');
INSERT INTO "record" VALUES('post','http://blog.example/2010/06/cake.html','feed','http://blog.example/feeds/posts/default?redirect=false&start-index=1&max-results=150','{"author": {"name": "Ann", "source_id": null, "url": null}, "body_html": "<p>Butter, sugar, patience, and after an hour the fork.</p>", "comments_stated": 0, "guid": "tag:blogger.com,1999:blog-77.post-12", "kind": "post", "labels": [], "published": "2010-06-03T05:00:00-04:00", "source_id": "12", "title": "Cake & \"crumbs\"", "updated": "2010-06-03T05:00:00-04:00", "url": "http://blog.example/2010/06/cake.html"}');
INSERT INTO "record" VALUES('post','http://blog.example/2010/06/cake.html','html','http://blog.example/2010/06/cake.html','{"author": {"name": "Ann", "source_id": null, "url": null}, "body_html": "<p>Butter, sugar, patience, and after an hour the fork.</p>", "comments_stated": 0, "kind": "post", "labels": [], "published": "2010-06-03T05:00:00-04:00", "title": "Cake & \"crumbs\"", "url": "http://blog.example/2010/06/cake.html"}');
INSERT INTO "record" VALUES('post','http://blog.example/p/about.html','html','http://blog.example/p/about.html','{"author": {"name": "Ann", "source_id": null, "url": null}, "body_html": "<p>I drink tea and bake cakes.</p>", "comments_stated": 0, "kind": "page", "labels": [], "published": "2010-05-01T04:00:00-04:00", "title": "About", "url": "http://blog.example/p/about.html"}');
INSERT INTO "record" VALUES('post','http://blog.example/p/about.html','page-feed','http://blog.example/feeds/pages/default?redirect=false&start-index=1&max-results=150','{"author": {"name": "Ann", "source_id": null, "url": null}, "body_html": "<p>I drink tea and bake cakes.</p>", "comments_stated": 0, "guid": "tag:blogger.com,1999:blog-77.page-13", "kind": "page", "labels": [], "published": "2010-05-01T04:00:00-04:00", "source_id": "13", "title": "About", "updated": "2010-05-01T04:00:00-04:00", "url": "http://blog.example/p/about.html"}');
INSERT INTO "record" VALUES('site','http://blog.example','feed','http://blog.example/feeds/posts/default?redirect=false&start-index=1&max-results=150','{"source_id": "77", "title": "A plain blog"}');
INSERT INTO "record" VALUES('site','http://blog.example','html','http://blog.example/','{"language": "en", "title": "A plain blog"}');
INSERT INTO "record" VALUES('site','http://blog.example','html','http://blog.example/2010/','{"language": "en", "title": "A plain blog"}');
INSERT INTO "record" VALUES('site','http://blog.example','html','http://blog.example/2010/05/','{"language": "en", "title": "A plain blog"}');
INSERT INTO "record" VALUES('site','http://blog.example','html','http://blog.example/2010/05/tea.html','{"language": "en", "title": "A plain blog"}');
INSERT INTO "record" VALUES('site','http://blog.example','html','http://blog.example/2010/06/','{"language": "en", "title": "A plain blog"}');
INSERT INTO "record" VALUES('site','http://blog.example','html','http://blog.example/2010/06/cake.html','{"language": "en", "title": "A plain blog"}');
INSERT INTO "record" VALUES('site','http://blog.example','html','http://blog.example/p/about.html','{"language": "en", "title": "A plain blog"}');
CREATE TABLE sighting (
  url TEXT NOT NULL, source TEXT NOT NULL,
  PRIMARY KEY (url, source)
) WITHOUT ROWID;
INSERT INTO "sighting" VALUES('http://blog.example/','crawl');
INSERT INTO "sighting" VALUES('http://blog.example/','platform');
INSERT INTO "sighting" VALUES('http://blog.example/2010/','crawl');
INSERT INTO "sighting" VALUES('http://blog.example/2010/','link');
INSERT INTO "sighting" VALUES('http://blog.example/2010/','platform');
INSERT INTO "sighting" VALUES('http://blog.example/2010/05/','crawl');
INSERT INTO "sighting" VALUES('http://blog.example/2010/05/','link');
INSERT INTO "sighting" VALUES('http://blog.example/2010/05/','platform');
INSERT INTO "sighting" VALUES('http://blog.example/2010/05/tea.html','crawl');
INSERT INTO "sighting" VALUES('http://blog.example/2010/05/tea.html','feed');
INSERT INTO "sighting" VALUES('http://blog.example/2010/05/tea.html','html');
INSERT INTO "sighting" VALUES('http://blog.example/2010/05/tea.html','link');
INSERT INTO "sighting" VALUES('http://blog.example/2010/06/','crawl');
INSERT INTO "sighting" VALUES('http://blog.example/2010/06/','link');
INSERT INTO "sighting" VALUES('http://blog.example/2010/06/','platform');
INSERT INTO "sighting" VALUES('http://blog.example/2010/06/cake.html','crawl');
INSERT INTO "sighting" VALUES('http://blog.example/2010/06/cake.html','feed');
INSERT INTO "sighting" VALUES('http://blog.example/2010/06/cake.html','html');
INSERT INTO "sighting" VALUES('http://blog.example/2010/06/cake.html','link');
INSERT INTO "sighting" VALUES('http://blog.example/2010_05_01_archive.html','platform');
INSERT INTO "sighting" VALUES('http://blog.example/2010_06_01_archive.html','platform');
INSERT INTO "sighting" VALUES('http://blog.example/atom.xml','platform');
INSERT INTO "sighting" VALUES('http://blog.example/favicon.ico','platform');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/11/comments/default','comment-feed');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/11/comments/default','crawl');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/11/comments/default','platform');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/12/comments/default','platform');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/13/comments/default','platform');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/comments/default','comment-feed');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/comments/default','crawl');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/comments/default','platform');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/comments/full','platform');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/comments/summary','platform');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/pages/default','crawl');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/pages/default','page-feed');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/pages/default','platform');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/pages/default/13','platform');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/posts/default','crawl');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/posts/default','feed');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/posts/default','platform');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/posts/default/-/Kitchen','platform');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/posts/default/11','platform');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/posts/default/12','platform');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/posts/full','platform');
INSERT INTO "sighting" VALUES('http://blog.example/feeds/posts/summary','platform');
INSERT INTO "sighting" VALUES('http://blog.example/index.xml','platform');
INSERT INTO "sighting" VALUES('http://blog.example/p/about.html','crawl');
INSERT INTO "sighting" VALUES('http://blog.example/p/about.html','feed');
INSERT INTO "sighting" VALUES('http://blog.example/p/about.html','html');
INSERT INTO "sighting" VALUES('http://blog.example/p/about.html','link');
INSERT INTO "sighting" VALUES('http://blog.example/p/about.html','page-feed');
INSERT INTO "sighting" VALUES('http://blog.example/robots.txt','crawl');
INSERT INTO "sighting" VALUES('http://blog.example/robots.txt','platform');
INSERT INTO "sighting" VALUES('http://blog.example/robots.txt','robots');
INSERT INTO "sighting" VALUES('http://blog.example/rss.xml','platform');
INSERT INTO "sighting" VALUES('http://blog.example/search','platform');
INSERT INTO "sighting" VALUES('http://blog.example/search/label/Kitchen','link');
INSERT INTO "sighting" VALUES('http://blog.example/search/label/Kitchen','platform');
INSERT INTO "sighting" VALUES('http://blog.example/sitemap-pages.xml','crawl');
INSERT INTO "sighting" VALUES('http://blog.example/sitemap-pages.xml','platform');
INSERT INTO "sighting" VALUES('http://blog.example/sitemap-pages.xml','sitemap');
INSERT INTO "sighting" VALUES('http://blog.example/sitemap.xml','crawl');
INSERT INTO "sighting" VALUES('http://blog.example/sitemap.xml','platform');
INSERT INTO "sighting" VALUES('http://blog.example/sitemap.xml','sitemap');
CREATE TABLE source (           -- a place URLs or content came from, and what it stated
  name TEXT PRIMARY KEY,        -- feed, sitemap, archive, crawl, comment-feed, page-feed, …
  stated TEXT NOT NULL DEFAULT '{}'   -- JSON: what it says it holds, e.g. {"posts": 61}
) WITHOUT ROWID;
INSERT INTO "source" VALUES('comment-feed','{"comments": 2}');
INSERT INTO "source" VALUES('crawl','{"pages": 1, "posts": 2}');
INSERT INTO "source" VALUES('feed','{"posts": 2}');
INSERT INTO "source" VALUES('feed-post-comments','{"comments": 2}');
INSERT INTO "source" VALUES('page-feed','{"pages": 1}');
INSERT INTO "source" VALUES('sitemap','{"pages": 1, "posts": 2}');
CREATE TABLE stage (            -- the last complete run of each stage
  name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, report TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "stage" VALUES('crawl','54068730b56ac9daf975af5a51f3dd546401a6518b90e09147d3d39c73f943a5','{"counts": {"blocked": 1, "failed": 0, "fetched": 14, "not-found": 0, "queued": 0}, "retry": 0}');
INSERT INTO "stage" VALUES('export','31e7faeef1af52938208e3aef21295b05a00b278d0db431dcc62b24f59c90377','{"counts": {"assets": 0, "comments": 2, "files": 4, "pages": 1, "posts": 2, "terms": 1}, "exported": {"assets": 0, "comments": 2, "pages": 1, "posts": 2, "terms": 1}, "formats": {"jsonl": {"assets": 0, "comments": 2, "files": 1, "pages": 1, "posts": 2, "terms": 1}, "wxr": {"assets": 0, "comments": 2, "files": 3, "pages": 1, "posts": 2, "terms": 1}}, "retry": 0, "source": {"assets": 0, "comments": 2, "pages": 1, "posts": 2, "terms": 1}}');
INSERT INTO "stage" VALUES('extract','5aa0c99e675310e8626b93c1793ad1a286e1c31cdeb7f859be482974bf2c2c37','{"counts": {"assets": 0, "comments": 2, "pages": 1, "posts": 2}, "retry": 0}');
INSERT INTO "stage" VALUES('map','c44518d45220ca2776d8f9b00a1abae6eb2892042d75303026bdb28e95ef47a8','{"counts": {"gone": 1, "ignored": 2, "kept": 0, "moved": 29, "no redirect possible": 0, "old URLs": 32, "unexplained": 0}, "kinds": {"archive": {"moved": 5}, "feed": {"gone": 1, "moved": 16}, "home": {"moved": 1}, "label": {"moved": 1}, "page": {"moved": 1}, "post": {"moved": 2}, "search": {"moved": 1}, "sitemap": {"moved": 2}, "system": {"ignored": 2}}, "permalink": "/%postname%/", "permalink_rules": {"/%postname%/": 2, "/%year%/%monthnum%/%postname%.html": 2, "/%year%/%monthnum%/%postname%/": 2}, "permalink_where": "In WordPress, before the import: Settings \u2192 Permalinks \u2192 Custom Structure: /%postname%/", "permalink_why": "Short, without dates, and what WordPress suggests.", "retry": 0}');
INSERT INTO "stage" VALUES('media','7afa68aa54862ff6b3f8278a0cd648caa15cd2bf33fbf79474f6125e5db53227','{"bytes": 0, "counts": {"copied": 0, "failed": 0, "images": 0, "missing": 0, "smaller": 0}, "retry": 0}');
INSERT INTO "stage" VALUES('redirects','35af79e6b91c06db389f9796aa211bb2bd3407d1673426669803edef2573e45b','{"counts": {"gone": 2, "left out": 0, "moved": 50, "proved": 0, "rules": 52, "targets": 1}, "retry": 0, "targets": {"csv": {"asked": 0, "exact": 52, "failed": 0, "proof": "none", "refused": 0, "rules": 52, "sha256": "1345aedf76c551f2dde2002a24c42bde505c984a97d20d90433c13ad4388e327", "weakened": 0}}, "trial": false}');
INSERT INTO "stage" VALUES('relocate','f410ee40162911b1d76e6b11581dad1c3868b4afd1dcb38b8804c859b63c9b66','{"counts": {"on the new site": 0, "without content": 0}, "retry": 0}');
INSERT INTO "stage" VALUES('report','f20ca612bd2c4e67063c2b9226887ab93a4961fde616b85237f50e4bec4e0369','{"counts": {"files": 4, "urls": 32}, "retry": 0}');
CREATE TABLE verdict (
  url TEXT PRIMARY KEY, kind TEXT NOT NULL, verdict TEXT NOT NULL, new TEXT, reason TEXT NOT NULL,
  note TEXT NOT NULL, confidence REAL NOT NULL, final INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO "verdict" VALUES('http://blog.example/','home','moved','https://new.example/','home','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/2010/','archive','moved','https://new.example/2010/','archive.year','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/2010/05/','archive','moved','https://new.example/2010/05/','archive.month','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/2010/05/tea.html','post','moved','https://new.example/tea/','post.slug-kept','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/2010/06/','archive','moved','https://new.example/2010/06/','archive.month','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/2010/06/cake.html','post','moved','https://new.example/cake/','post.slug-kept','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/2010_05_01_archive.html','archive','moved','https://new.example/2010/05/','archive.month','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/2010_06_01_archive.html','archive','moved','https://new.example/2010/06/','archive.month','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/atom.xml','feed','moved','https://new.example/feed/','feed.posts','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/favicon.ico','system','ignored',NULL,'host-file','Whoever answers the host has its own.',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/feeds/11/comments/default','feed','moved','https://new.example/tea/feed/','feed.post-comments','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/feeds/12/comments/default','feed','moved','https://new.example/cake/feed/','feed.post-comments','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/feeds/13/comments/default','feed','moved','https://new.example/about/feed/','feed.post-comments','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/feeds/comments/default','feed','moved','https://new.example/comments/feed/','feed.comments','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/feeds/comments/full','feed','moved','https://new.example/comments/feed/','feed.comments','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/feeds/comments/summary','feed','moved','https://new.example/comments/feed/','feed.comments','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/feeds/pages/default','feed','gone',NULL,'gone.feed-of-pages','WordPress publishes no feed of pages.',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/feeds/pages/default/13','feed','moved','https://new.example/about/','feed.entry','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/feeds/posts/default','feed','moved','https://new.example/feed/','feed.posts','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/feeds/posts/default/-/Kitchen','feed','moved','https://new.example/category/kitchen/feed/','feed.label','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/feeds/posts/default/11','feed','moved','https://new.example/tea/','feed.entry','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/feeds/posts/default/12','feed','moved','https://new.example/cake/','feed.entry','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/feeds/posts/full','feed','moved','https://new.example/feed/','feed.posts','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/feeds/posts/summary','feed','moved','https://new.example/feed/','feed.posts','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/index.xml','feed','moved','https://new.example/feed/','feed.posts','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/p/about.html','page','moved','https://new.example/about/','page.slug-kept','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/robots.txt','system','ignored',NULL,'host-file','Whoever answers the host writes its own.',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/rss.xml','feed','moved','https://new.example/feed/','feed.posts','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/search','search','moved','https://new.example/','search.newest','Both list the newest posts.',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/search/label/Kitchen','label','moved','https://new.example/category/kitchen/','label','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/sitemap-pages.xml','sitemap','moved','https://new.example/wp-sitemap.xml','sitemap','',1.0,0);
INSERT INTO "verdict" VALUES('http://blog.example/sitemap.xml','sitemap','moved','https://new.example/wp-sitemap.xml','sitemap','',1.0,0);
CREATE INDEX job_state ON job (stage, state, priority, url);
CREATE INDEX record_page ON record (page);
CREATE INDEX entity_parent ON entity (kind, parent);
CREATE INDEX link_url ON link (url);
COMMIT;
