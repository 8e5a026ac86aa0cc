vcl 4.1;
# Varnish before the readers' machines: baked pages stay here for as long as they say (CDN-Cache-Control) and go when a
# baker names them (NEWSROOM_CDN_URL=http://this-machine, NEWSROOM_CDN_FORM=purge). Browsers ask every time all the same.
import std;

backend default {
    .host = "front.example";
    .port = "80";
}

# Where bakers are.
acl bakers {
    "127.0.0.1";
    "10.0.0.0"/8;
}

sub vcl_recv {
    # The paper has one name; whoever asks by another shall not get a copy that nobody takes back.
    set req.http.Host = "news.example";
    if (req.method == "PURGE" || req.method == "BAN") {
        if (!client.ip ~ bakers) {
            return (synth(405));
        }
        if (req.method == "PURGE") {
            return (purge);
        }
        # A baker that lost its notes cannot name what changed: nothing that is here now is handed out any more.
        ban("obj.status != 0");
        return (synth(200));
    }
    # No page of ours depends on who reads it.
    unset req.http.Cookie;
}

sub vcl_backend_response {
    # Nothing old is handed out while the new is fetched: it may have been withdrawn.
    set beresp.grace = 0s;
    if (beresp.http.CDN-Cache-Control ~ "^max-age=[0-9]+$") {
        set beresp.ttl = std.duration(regsub(beresp.http.CDN-Cache-Control, "^max-age=", "") + "s", 0s);
    } elseif (bereq.url !~ "^/(static|media)/" || beresp.status != 200) {
        set beresp.uncacheable = true;
        set beresp.ttl = 10s;
    }
}

sub vcl_deliver {
    unset resp.http.CDN-Cache-Control;
}
