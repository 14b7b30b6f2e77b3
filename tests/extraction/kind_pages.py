"""Invented pages of every kind that a crawl meets, by name."""

# ruff: noqa: E501

from __future__ import annotations

first = "河湾镇新建的候船大厅昨天正式启用，往返两岸的居民不必再在露天码头排队。大厅面积约八百平方米，设有母婴室和无障碍通道，预计每天接待旅客三千人次。"
second = "镇交通站站长李岚介绍，大厅的屋顶铺设了光伏板，可以满足照明和售票设备的用电。旧码头将改建为滨河步道，工程在明年四月开始，六月底完工。"
third = "家住东岸的陈师傅每天坐船上班。他说，过去下雨天最怕等船，现在坐在大厅里就能看到船到了哪里，很方便。"
nav = "".join(
    f'<td><a href="node_{i}.htm" id=pageLink>第{i:02}版:{n}</a></td><td><a href="page{i}.pdf"><img src=pdf.gif></a></td></tr><tr>'
    for i, n in enumerate(["要闻", "本地", "民生", "文化", "体育", "副刊", "广告", "国际"], 1)
)
titles = "".join(
    f'<tr><td>·</td><td><a href="content_{4000 + i}.htm"><div style="display:inline" id=mp{i}>{t}</div></a></td></tr>'
    for i, t in enumerate(
        ["候船大厅启用", "菜市场今起延长营业", "图书馆新书上架", "本周末有小雨", "球队客场取胜", "老街修缮过半"]
    )
)
PAGES: dict[str, str] = {}
PAGES["epaper_entry"] = (
    '<html><head><meta http-equiv="refresh" content="0; url=html/2026-11/20/node_1.htm"><title>河湾日报数字报</title></head><body></body></html>'
)
PAGES["epaper_entry_by_script"] = (
    '<html><head><title>河湾日报</title><script>window.location.href="html/2026-11/20/node_1.htm";</script></head><body></body></html>'
)
PAGES["epaper_issue"] = (
    f"<html><head><meta charset=utf-8><title>河湾日报多媒体数字版</title></head><body><table><tr><td>2026年11月20日 星期五</td></tr><tr><td><map name=PagePicMap>{''.join(f'<area shape=polygon coords=1,2,3,4 href=content_{4000 + i}.htm>' for i in range(6))}</map><img src=p1.jpg usemap=#PagePicMap></td></tr></table><table id=bmdhTable><tbody><tr>{nav}</tr></tbody></table><table id=main-ed-articlenav-list>{titles}</table><div>河湾日报社版权所有</div></body></html>"
)
PAGES["epaper_article"] = f"""<html><head><meta charset=utf-8><title>候船大厅启用-河湾日报数字报</title></head><body>
<!--enpproperty <articleid>4000</articleid><date>2026-11-20 00:00:00:0</date><author>本报记者 周文 通讯员 赵青</author><title>候船大厅启用</title><keyword></keyword><subtitle></subtitle><introtitle></introtitle><siteid>2</siteid><nodeid>5</nodeid><nodename>要闻</nodename>/enpproperty-->
<table><tr><td><table id=bmdhTable><tbody><tr>{nav}</tr></tbody></table></td></tr></table><table><tr><td><a href="node_2.htm">下一版</a> <a href="content_4001.htm">下一篇</a> 2026年11月20日 <input value="放大"> <a href="#">缩小</a> 默认</td></tr></table>
<table><tr><td align=center><strong>候船大厅启用</strong></td></tr><tr><td>□本报记者 周文 通讯员 赵青</td></tr></table><div id="ozoom"><founder-content><P>　　{first}</P><P>　　{second}</P><P>　　{third}</P></founder-content></div>
<table><tr><td>河湾日报社版权所有 备案号 00000000</td></tr></table></body></html>"""
PAGES[
    "epaper_article_of_another_vendor"
] = f"""<html><head><meta charset=utf-8><title>河湾晚报</title></head><body><div class=top><a href="PageIndexBT.htm">版面导航</a><a href="PageArticleIndexWZ.htm">标题导航</a></div>
<div class=con><h1>菜市场今起延长营业</h1><div class=info>2026-11-20 作者：吴晓 来源：河湾晚报</div><div id="contenttext"><p>　　{first.replace("候船大厅", "农贸市场")}</p><p>　　{second.replace("大厅", "市场")}</p><br/>　　{third}</div></div><div class=list><ul>{"".join(f"<li><a href=Articel0{i}.htm>标题之{i}：镇上的新鲜事</a></li>" for i in range(5))}</ul></div></body></html>"""
captions = [
    "孩子们在沙滩上放飞长达二十米的龙头蜈蚣风筝，引来许多游客拍照。",
    "来自南岸村的老匠人正在为一只沙燕风筝上色，他已经做了四十年。",
    "傍晚时分，两百只发光风筝同时升空，河面上映出点点亮光。",
    "志愿者在放飞区维持秩序，并向观众发放安全手册。",
    "获得一等奖的作品《渡口》长十二米，由五位学生合作完成。",
]
PAGES["image_story"] = (
    '<html><head><meta charset=utf-8><title>高清图集：河湾风筝会开幕_河湾网</title><meta property="og:title" content="高清图集：河湾风筝会开幕"></head><body><h1>高清图集：河湾风筝会开幕</h1><div class=time>2026-11-20 10:20</div><div class=gallery>'
    + "".join(f'<figure><img src="/p/{i}.jpg"><figcaption>{c}</figcaption></figure>' for i, c in enumerate(captions))
    + "</div><div class=foot>河湾网版权所有</div></body></html>"
)
PAGES["image_story_in_english"] = (
    '<html><head><title>In pictures: the harbour market - Bay Post</title><script type="application/ld+json">{"@type":"ImageGallery","headline":"In pictures: the harbour market"}</script></head><body><h1>In pictures: the harbour market</h1><p>Our photographer spent a Saturday among the stalls.</p>'
    + "".join(
        f'<figure><img src="/p/{i}.jpg"><figcaption>{c}</figcaption></figure>'
        for i, c in enumerate(
            [
                "Fish is sold from the boats before the sun is up.",
                "Two sisters have run the flower stall since their mother retired.",
                "A boy carries ice to the oyster stand at the end of the pier.",
                "The last baskets of apples leave at noon for the ferry.",
            ]
        )
    )
    + "</body></html>"
)
ferries = "The ferry company has said that boats to the island will run every forty minutes until the storm has passed over the bay."
PAGES["ticker"] = (
    '<html lang=en><head><title>Storm over the bay: live updates</title><script type="application/ld+json">{"@context":"https://schema.org","@type":"LiveBlogPosting","headline":"Storm over the bay: live updates","datePublished":"2026-11-20T08:00:00+00:00","liveBlogUpdate":[{"@type":"BlogPosting","headline":"x"}]}</script></head><body><h1>Storm over the bay: live updates</h1>'
    + "".join(
        f"<div class=entry><span class=t>{8 + i}:{10 + i}</span><h2>Update number {i} from the pier</h2><p>{ferries} Officials gave report {i}.</p></div>"
        for i in range(9)
    )
    + "</body></html>"
)
PAGES["ticker_without_structured_data"] = (
    "<html lang=de><head><title>Ticker: Hochwasser am See</title></head><body><h1>Ticker: Hochwasser am See</h1><article>"
    + "".join(
        f"<div><time>{8 + i}:{10 + i} Uhr</time><p>Der Pegel am Hafen ist in der vergangenen Stunde um {i} Zentimeter gestiegen, die Feuerwehr legt weitere Sandsäcke aus und sperrt die Uferstraße.</p></div>"
        for i in range(10)
    )
    + "</article></body></html>"
)
PAGES["video"] = (
    '<html><head><title>Video: harbour at dawn</title><meta property="og:type" content="video.other"></head><body><h1>Harbour at dawn</h1><div id=player><video src=a.mp4></video></div><p>Boats leave the harbour at dawn on the first day of the season.</p></body></html>'
)
post = "我家楼下的菜市场最近搬到河边去了，大家觉得哪家的鱼比较新鲜？我上周去看了一次，摊位多了不少，就是停车不太方便。"
PAGES["forum"] = (
    '<html><head><meta charset=utf-8><title>菜市场搬家了，大家去过没有 - 河湾论坛 - Powered by Discuz!</title><meta name=generator content="Discuz! X3.4"></head><body><div id=postlist>'
    + "".join(
        f'<div id="post_{900 + i}"><div class=authi><a href="space-uid-{i}.html">网友{i}</a> 发表于 2026-11-{10 + i} 09:1{i}</div><table><tr><td class=t_f id="postmessage_{900 + i}">{post}第{i}条。</td></tr></table></div>'
        for i in range(5)
    )
    + "</div></body></html>"
)
PAGES["forum_in_english"] = (
    '<html><head><title>Best bait for the bay? - Anglers Board</title><script type="application/ld+json">{"@type":"DiscussionForumPosting","headline":"Best bait for the bay?"}</script></head><body><h1>Best bait for the bay?</h1>'
    + "".join(
        f'<article class="message message--post" id="js-post-{i}"><h4>user{i}</h4><div class=bbWrapper>I have tried worms and squid on the north pier and nothing worked before the tide turned, so I would like to hear what others use. Post {i}.</div></article>'
        for i in range(6)
    )
    + "</body></html>"
)
_ANSWER = "The worms are dug at low tide behind the north pier, where the sand is dark, and they keep for two days in seaweed. "
PAGES["questions_in_microdata"] = (
    "<html><head><title>Where to dig for bait? - Harbour Answers</title></head><body><h1>Where to dig for bait?</h1>"
    + "".join(f'<div itemscope itemtype="https://schema.org/Answer"><p>{_ANSWER * 3}{i}</p></div>' for i in range(3))
    + "</body></html>"
)
PAGES["questions_answered_by_the_outlet"] = (
    "<html><head><title>Five questions on the new fees - Bay Post</title></head><body><h1>Five questions on the new fees</h1>"
    '<div itemscope itemtype="https://schema.org/FAQPage">'
    + "".join(f'<div itemscope itemtype="https://schema.org/Answer"><p>{_ANSWER * 3}{i}</p></div>' for i in range(3))
    + "</div></body></html>"
)
PAGES["error"] = (
    "<html><head><title>404 - 页面不存在</title></head><body><h1>抱歉，您访问的页面不存在</h1><p>该页面可能已被删除，五秒后返回首页。</p></body></html>"
)
PAGES["login"] = (
    "<html><head><title>用户登录</title></head><body><form><input name=u><input type=password name=p><button>登录</button></form><p>忘记密码 注册账号</p></body></html>"
)
PAGES["paid"] = (
    '<html lang=en><head><title>Council doubles harbour fees - Bay Post</title><meta property="og:type" content="article"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Council doubles harbour fees","isAccessibleForFree":"False","datePublished":"2026-11-20T08:00:00Z","hasPart":{"@type":"WebPageElement","isAccessibleForFree":"False","cssSelector":".paywall"}}</script></head><body><article><h1>Council doubles harbour fees</h1><p>The town council voted on Thursday to double the fees for boats that stay in the harbour over the winter, after a debate that lasted until midnight.</p><div class=paywall-box><h3>Subscribe to continue reading</h3><p>Get unlimited access for 1 euro a month.</p><a href=/login>Already a subscriber? Log in</a></div></article></body></html>'
)
PAGES["paid_without_structured_data"] = (
    '<html lang=de><head><title>Rat verdoppelt Hafengebühren</title><meta property="og:type" content="article"></head><body><article><h1>Rat verdoppelt Hafengebühren</h1><p>Der Rat hat am Donnerstag beschlossen, die Gebühren für Boote zu verdoppeln, die über den Winter im Hafen liegen bleiben.</p><div><h3>Weiterlesen mit Plus</h3><p>Jetzt testen und alle Artikel lesen.</p></div></article></body></html>'
)
PAGES["list"] = (
    "<html><head><meta charset=utf-8><title>本地新闻_河湾网</title></head><body><div class=nav><a href=/>首页</a></div><ul>"
    + "".join(
        f'<li><a href="/2026/11/{i}.html">镇上第{i}个小广场昨天完成改造并向居民开放</a> <span>2026-11-{i:02}</span></li>'
        for i in range(1, 30)
    )
    + "</ul></body></html>"
)
