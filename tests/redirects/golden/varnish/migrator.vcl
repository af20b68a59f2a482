# Old addresses and where they went. Generated: change the migration, not this file.
import blob;

sub migrator_1_1 {
    if (req.http.X-Migr-Path == "/x" && req.http.X-Migr-Arg-4 == "1" && req.http.X-Migr-Arg-5 == "%C3%A9") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/two-conditions/";
    }
    elseif (req.http.X-Migr-Path == "/" && req.http.X-Migr-Arg-1 == "123") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/p123/";
    }
    elseif (req.http.X-Migr-Path == "/" && req.http.X-Migr-Arg-1 == "124") {
        set req.http.X-Migr-Status = "410";
    }
    elseif (req.http.X-Migr-Path == "/search" && req.http.X-Migr-Arg-2 == "a%2Bb") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/?s=a%2Bb";
    }
    elseif (req.http.X-Migr-Path == "/search" && req.http.X-Migr-Arg-2 == "love%20advice") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/?s=love+advice";
    }
    elseif (req.http.X-Migr-Path == "/search" && req.http.X-Migr-Arg-3 == "2010-10-02T10%3A09%3A00-04%3A00") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/2010/10/";
    }
    elseif (req.http.X-Migr-Path == "/x" && req.http.X-Migr-Arg-4 == "1") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/one-condition/";
    }
    elseif (req.http.X-Migr-Path == "/") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/";
    }
    elseif (req.http.X-Migr-Path == "/%241.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/dollar/";
    }
    elseif (req.http.X-Migr-Path == "/%2A%28s%29%5Ba%5D%7C%3Cb%3E.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/star/";
    }
    elseif (req.http.X-Migr-Path == "/100%25.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/percent/";
    }
    elseif (req.http.X-Migr-Path == "/2009/05/") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/2009/05/";
    }
    elseif (req.http.X-Migr-Path == "/2009/05/tea-for-two.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/tea-for-two/";
    }
    elseif (req.http.X-Migr-Path == "/2010/05/%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82%E3%81%82.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/long/";
    }
    elseif (req.http.X-Migr-Path == "/Case.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/upper/";
    }
    elseif (req.http.X-Migr-Path == "/back%5Cslash.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/%C3%A9/";
    }
    elseif (req.http.X-Migr-Path == "/caf%C3%A9.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/cafe/";
    }
    elseif (req.http.X-Migr-Path == "/case.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/lower/";
    }
    elseif (req.http.X-Migr-Path == "/gone.html") {
        set req.http.X-Migr-Status = "410";
    }
    elseif (req.http.X-Migr-Path == "/hash%23.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/hash/";
    }
    elseif (req.http.X-Migr-Path == "/index.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/";
    }
    elseif (req.http.X-Migr-Path == "/latin-%E9.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/latin/";
    }
    elseif (req.http.X-Migr-Path == "/mark%3F.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/mark/";
    }
    elseif (req.http.X-Migr-Path == "/p/about.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/about/";
    }
    elseif (req.http.X-Migr-Path == "/quote%22s%27.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/quotes/";
    }
    elseif (req.http.X-Migr-Path == "/search") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/";
    }
    elseif (req.http.X-Migr-Path == "/search/label/a%2Bb") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/category/a-plus-b/";
    }
    elseif (req.http.X-Migr-Path == "/search/label/a/b") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/category/a-b/";
    }
    elseif (req.http.X-Migr-Path == "/search/label/tea%20time") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/category/tea-time/";
    }
    elseif (req.http.X-Migr-Path == "/semi%3Bcolon.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/a%20b/";
    }
    elseif (req.http.X-Migr-Path == "/%7Bx%7D.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/x/?p=1";
    }
    elseif (req.http.X-Migr-Path == "/~tilde.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/tilde/";
    }
    elseif (req.http.X-Migr-Path == "/%EF%BB%BFbom.html") {
        set req.http.X-Migr-Status = "301";
        set req.http.X-Migr-To = "https://askmarigold.example/bom/#top";
    }
}

sub migrator_read {
    # The path and the query values, each in the one spelling of the comparisons.
    set req.http.X-Migr-Path = regsub(req.url, "[?].*$", "");
    if (req.url ~ "[?]") {
        set req.http.X-Migr-Query = regsub(req.url, "^[^?]*[?]", "");
    }
    if (req.http.X-Migr-Path ~ "^/" && req.http.X-Migr-Path !~ "%00|%(?![0-9A-Fa-f][0-9A-Fa-f])") {
        set req.http.X-Migr-Path = regsuball(
            blob.transcode(decoding=URL, encoding=URL, case=UPPER, encoded=req.http.X-Migr-Path), "(%2F)+", "/");
    } else {
        unset req.http.X-Migr-Path;
    }
    if (req.http.X-Migr-Query ~ "(^|&)p=") {
        set req.http.X-Migr-Arg-1 = regsub(regsub(req.http.X-Migr-Query,
            "^(?:(?!p=)[^&]*&)*p=", ""), "&.*$", "");
        if (req.http.X-Migr-Arg-1 ~ "%00|%(?![0-9A-Fa-f][0-9A-Fa-f])") {
            unset req.http.X-Migr-Arg-1;
        } else {
            set req.http.X-Migr-Arg-1 = blob.transcode(decoding=URL, encoding=URL, case=UPPER,
                encoded=regsuball(req.http.X-Migr-Arg-1, "[+]", "%20"));
        }
    }
    if (req.http.X-Migr-Query ~ "(^|&)q=") {
        set req.http.X-Migr-Arg-2 = regsub(regsub(req.http.X-Migr-Query,
            "^(?:(?!q=)[^&]*&)*q=", ""), "&.*$", "");
        if (req.http.X-Migr-Arg-2 ~ "%00|%(?![0-9A-Fa-f][0-9A-Fa-f])") {
            unset req.http.X-Migr-Arg-2;
        } else {
            set req.http.X-Migr-Arg-2 = blob.transcode(decoding=URL, encoding=URL, case=UPPER,
                encoded=regsuball(req.http.X-Migr-Arg-2, "[+]", "%20"));
        }
    }
    if (req.http.X-Migr-Query ~ "(^|&)updated-max=") {
        set req.http.X-Migr-Arg-3 = regsub(regsub(req.http.X-Migr-Query,
            "^(?:(?!updated-max=)[^&]*&)*updated-max=", ""), "&.*$", "");
        if (req.http.X-Migr-Arg-3 ~ "%00|%(?![0-9A-Fa-f][0-9A-Fa-f])") {
            unset req.http.X-Migr-Arg-3;
        } else {
            set req.http.X-Migr-Arg-3 = blob.transcode(decoding=URL, encoding=URL, case=UPPER,
                encoded=regsuball(req.http.X-Migr-Arg-3, "[+]", "%20"));
        }
    }
    if (req.http.X-Migr-Query ~ "(^|&)y=") {
        set req.http.X-Migr-Arg-4 = regsub(regsub(req.http.X-Migr-Query,
            "^(?:(?!y=)[^&]*&)*y=", ""), "&.*$", "");
        if (req.http.X-Migr-Arg-4 ~ "%00|%(?![0-9A-Fa-f][0-9A-Fa-f])") {
            unset req.http.X-Migr-Arg-4;
        } else {
            set req.http.X-Migr-Arg-4 = blob.transcode(decoding=URL, encoding=URL, case=UPPER,
                encoded=regsuball(req.http.X-Migr-Arg-4, "[+]", "%20"));
        }
    }
    if (req.http.X-Migr-Query ~ "(^|&)z=") {
        set req.http.X-Migr-Arg-5 = regsub(regsub(req.http.X-Migr-Query,
            "^(?:(?!z=)[^&]*&)*z=", ""), "&.*$", "");
        if (req.http.X-Migr-Arg-5 ~ "%00|%(?![0-9A-Fa-f][0-9A-Fa-f])") {
            unset req.http.X-Migr-Arg-5;
        } else {
            set req.http.X-Migr-Arg-5 = blob.transcode(decoding=URL, encoding=URL, case=UPPER,
                encoded=regsuball(req.http.X-Migr-Arg-5, "[+]", "%20"));
        }
    }
}

sub vcl_recv {
    unset req.http.X-Migr-Path;
    unset req.http.X-Migr-Query;
    unset req.http.X-Migr-Status;
    unset req.http.X-Migr-To;
    unset req.http.X-Migr-Utm;
    unset req.http.X-Migr-Arg-1;
    unset req.http.X-Migr-Arg-2;
    unset req.http.X-Migr-Arg-3;
    unset req.http.X-Migr-Arg-4;
    unset req.http.X-Migr-Arg-5;
    if (req.http.host ~ "(?i)^(?:dearmarigold[.]example|www[.]dearmarigold[.]example|dearmarigold[.]blogspot[.]example)[.]?(?::[0-9]+)?$" && req.url !~ "^.{8001}") {
        call migrator_read;
        if (!req.http.X-Migr-Status) {
            call migrator_1_1;
        }
        if (req.http.X-Migr-Status == "301") {
            return (synth(1301));
        }
        if (req.http.X-Migr-Status == "410") {
            return (synth(1410));
        }
        # An address nobody published: say so, do not send people to the home page.
        if (req.url !~ "^/[.]well-known/acme-challenge/") {
            return (synth(404, "Not Found"));
        }
    }
}

sub vcl_synth {
    if (resp.status > 1300 && resp.status < 1411 && req.http.X-Migr-Status) {
        set resp.status = resp.status - 1000;
        if (req.http.X-Migr-To) {
            set resp.http.Location = req.http.X-Migr-To;
        } else {
            set resp.reason = "Gone";
        }
        return (deliver);
    }
}
