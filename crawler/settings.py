"""Scrapy settings; `crawler.run` adds what a run is asked for."""

BOT_NAME = "nianbao"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# Scrapy 2.19 opens both by default; an unattended crawl needs neither.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# The frontier follows redirects, asks again, and knows what was asked; the archive is the cache.
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
RETRY_ENABLED = False
HTTPCACHE_ENABLED = False
REFERER_ENABLED = False
HTTPERROR_ALLOW_ALL = True
URLLENGTH_LIMIT = 0
# Bodies are archived as they come over the wire and decoded on reading.
COMPRESSION_ENABLED = False
# `crawler.robots` reads what the archive keeps of robots.txt.
ROBOTSTXT_OBEY = False

COOKIES_ENABLED = True  # one jar a host, see the spider
# Behind a proxy neither the addresses that a name resolves to nor WARC-IP-Address could be told.
HTTPPROXY_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOADER_CLIENTCONTEXTFACTORY = "crawler.tls.ContextFactory"

CONCURRENT_REQUESTS = 64
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0
DOWNLOAD_TIMEOUT = 60
# Scanned reports have up to 40 MB.
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = False
DNS_TIMEOUT = 20

EXTENSIONS = {
    "crawler.throttle.Throttle": 10,
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
}
TWISTED_DNS_RESOLVER = "crawler.resolver.GuardedResolver"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip, deflate",
}
LOG_ENABLED = False
LOG_INSTALL_ROOT_HANDLER = False
LOG_LEVEL = "WARNING"
STATS_DUMP = False
