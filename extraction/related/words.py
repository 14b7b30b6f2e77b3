"""What a heading says about the list under it: a table of heading words in the languages of news sites.

Each line is a regular expression that has to match the whole heading after `fold` (case, width, marks and, in Chinese and
Japanese, spaces taken out). Adding a language is adding lines.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum


class Says(Enum):
    """What a visible heading says."""

    RELATED = "related"
    """Tied to this article wherever it stands."""
    RECOMMENDED = "recommended"
    """Counts under the body, not in a sidebar or footer."""
    TOPIC = "topic"
    """The topic or series of the article: counts in the article column."""
    OTHER = "other"
    """Hot, latest, most read, previous and next, more from a section, comments, ads and the like."""


_ZH_THING = (
    "(?:新闻|新聞|文章|阅读|閱讀|閲讀|链接|鏈接|連結|链结|报道|報道|报导|報導|资讯|資訊|稿件|内容|內容|信息|訊息|推荐|推薦|消息|动态|動態"
    "|博文|文档|帖子|视频|視頻|影片|影音|图集|图文|主题|主題|热点|材料|评论|文稿|稿|文|知识|新聞稿)"
)
_EN_THING = (
    "(?:articles?|stor(?:y|ies)|news|posts?|contents?|coverage|reading|reads?|links?|items?|reports?|features?|pieces?|headlines?"
    "|videos?|updates?)"
)
_RELATED = rf"""
(?:本文|更多|最新)?(?:相关|相關|关联|關聯){_ZH_THING}{{1,2}}
(?:延伸|拓展|扩展|擴展|深度|关联|关连|同类|相似|类似|同主题|衍生|配套|深入)(?:的)?{_ZH_THING}
(?:往期|前期|早前|此前|历史|過往|过往|近期)(?:相关)?(?:推荐|推薦|回顾|回顧|精选|精選|文章|报道|報道|新闻|内容|阅读|精彩)
(?:更多)?(?:新闻|新聞|相关)(?:链接|鏈接|背景|回顾|回顧)|前情(?:提要|回顾)|同类(?:新闻|文章)
(?:更多)?(?:精彩)?(?:看更多|同場加映|更多相關(?:新聞|文章)|不只這些|另有|另見|參考閱讀|参考阅读|链接阅读|编者推荐阅读)
(?:【?)?(?:関連(?:する)?|この記事に関連する|こちらの)(?:記事|ニュース|リンク|ページ|情報|コンテンツ|トピックス?|動画|キーワード記事)(?:一覧)?
(?:あわせて|合わせて|併せて)(?:読みたい|読む|どうぞ|チェック|見たい)(?:記事)?|(?:次に|もっと)(?:読みたい|読む)(?:記事)?|参考(?:記事|リンク)
(?:이 ?기사와 ?)?(?:관련|연관)(?:된|한)? ?(?:기사|뉴스|글|콘텐츠|보도|영상)(?: ?(?:보기|더보기))?|함께 ?(?:읽으면|보면|볼만한|읽기|본).*|같이 ?(?:읽기|보면|볼만한).*|이어지는 ?(?:기사|글)
related(?: {_EN_THING}| topics? {_EN_THING}| (?:to|on|from) .{{3,30}}| to this (?:story|article|topic))?(?: (?:&|and) \w+)?
(?:more|other|most) (?:related|relevant|similar)(?: {_EN_THING})?|similar {_EN_THING}|associated {_EN_THING}
more (?:on|about) (?:this|the|these|that) (?:stor(?:y|ies)|topics?|subjects?|issues?|news|articles?)|more like this|more on this|read more(?: on this)?(?: {_EN_THING})?
(?:also|further|more|next|up next|suggested|additional|background) ?read(?:ing|s)?|read (?:also|next|on|this next|this too|these next|more here|related)|what to read next|next (?:up|read)|(?:see|watch|look|check) (?:also|more)|also (?:see|watch|on|in this (?:story|package|series))
(?:previous|earlier|past) (?:coverage|reports|stories|reporting|articles)|earlier|previously|more coverage|in this (?:story|series|package)|our coverage|background|(?:go|dig|dive) deeper|keep reading|read the series
(?:lesen|sehen|hören) sie (?:auch|mehr|hier|dazu|dazu auch|weiter)(?: (?:zum thema|dazu))?|lies (?:auch|mehr|hier)|(?:auch|mehr) (?:interessant|lesen|lesenswert|dazu|hierzu)|mehr (?:zum|zu diesem|zu den) (?:themen?|artikel)|mehr zu(?:r|m)? dies\w+ \w+
(?:verwandte|ähnliche|passende|weiterführende|thematisch passende|zugehörige|weitere) (?:artikel|beiträge|nachrichten|inhalte|meldungen|links|texte|storys)(?: zum thema| zu diesem thema| dazu)?|(?:dazu )?passend(?: dazu| zum (?:thema|artikel))?|(?:zum|das) thema|hintergr(?:und|ünde)|lesetipps?|weitere infos|links zum (?:thema|artikel)|themenverwandte \w+|(?:artikel|beiträge) zum thema|zum weiterlesen|schon gelesen\??
das (?:könnte|dürfte|kann) (?:sie|dich|euch|ihnen) (?:auch|ebenfalls|noch)? ?(?:interessieren|gefallen)|interessant für (?:sie|dich)
(?:à )?(?:lire|voir|écouter|relire|découvrir) (?:aussi|également|plus|la suite)|lire encore|(?:sur|dans) le m[êe]me (?:sujet|th[èe]me)|(?:articles?|contenus?|actualit[ée]s?|sujets?|publications?) (?:li[ée]e?s?|connexes?|associ[ée]e?s?|similaires?|en lien|relatifs?)|en lien avec .*|(?:pour|en savoir|aller) (?:aller )?plus(?: loin)?|(?:à|a) (?:lire|découvrir) sur (?:le|ce) (?:sujet|thème)|notre dossier|nos articles sur ce sujet
leggi anche|leggi (?:di più|tutto|pure|ancora)|vedi anche|guarda anche|(?:articoli|notizie|contenuti|post|temi) (?:correlat[ie]|collegat[ie]|simili|relativ[ie])|correlati|(?:ti )?potrebbe(?:ro)? (?:anche )?interessar(?:ti|vi)(?: anche)?|sullo stesso (?:argomento|tema)|per approfondire|approfondimenti|per saperne di più
(?:m[áa]s|otra) informaci[óo]n|m[áa]s (?:sobre|en|de) (?:este|el|la|esta) (?:tema|noticia|historia)|(?:le[ea]|lea|ver|vea|mira|consulta|escucha) (?:también|tambien|m[áa]s|adem[áa]s)|tambi[ée]n (?:lee|lea|puedes leer|le puede interesar|te puede interesar)|(?:noticias|art[íi]culos|notas|contenidos?|historias|temas|entradas|informaci[óo]n|publicaciones) (?:relacionad[ao]s?|similares)|relacionad[ao]s?|(?:te|le|os|les) (?:puede|podr[íi]a|pueden) (?:interesar|gustar)(?: tambi[ée]n)?|quiz[áa]s? te interese|para saber m[áa]s|sobre el mismo tema|lee esto
(?:leia|veja|saiba|ouça|confira|assista|l[êe]) (?:tamb[ée]m|mais|ainda)(?: sobre .*)?|(?:not[íi]cias|artigos|mat[ée]rias|conte[úu]dos?|posts?|publica[çc][õo]es) (?:relacionad[ao]s?|semelhantes)|(?:voc[êe] )?(?:pode|poder[áa]) (?:tamb[ée]m )?(?:gostar|interessar|se interessar)(?: de)?|relacionad[ao]s|mais sobre (?:o|este) (?:tema|assunto)|sobre o mesmo (?:tema|assunto)|veja mais sobre
lees (?:ook|meer|verder|hier|over)|bekijk ook|(?:gerelateerde?|verwante|vergelijkbare) (?:artikelen|berichten|nieuws|onderwerpen|artikel|content|verhalen)|gerelateerd|meer over (?:dit|deze) (?:onderwerp|artikel)|(?:dit )?vind je misschien ook (?:leuk|interessant)|ook interessant|zie ook
l[äa]s (?:ocks[åa]|mer|även|vidare)(?: om .*)?|relaterat|relatera(?:de|t) (?:artiklar|inneh[åa]ll|nyheter|l[äa]sning)|mer om (?:detta|[äa]mnet)|mer i [äa]mnet|se ocks[åa]
les (?:ogs[åa]|mer|også)|relaterte? (?:artikler|saker|innhold|saker)|l[æa]s (?:ogs[åa]|mere)|relaterede (?:artikler|nyheder|indhold)|relateret(?: indhold)?|mer om saken|flere saker om .*|se også
lue (?:my[öo]s|lis[äa][äa]|seuraavaksi)|aiheeseen liittyv[äa][äa]?|katso my[öo]s|lis[äa][äa] aiheesta|aiheesta lis[äa][äa]
(?:czytaj|przeczytaj|zobacz|sprawd[źz]|obejrzyj|polecamy|warto przeczyta[ćc]) (?:te[żz]|tak[żz]e|r[óo]wnie[żz]|wi[ęe]cej)|(?:powi[ąa]zane|podobne)(?: artyku[łl]y| tematy| tre[śs]ci| wpisy)?|wi[ęe]cej na (?:ten )?temat|na ten temat|mo[żz]e ci[ęe] zainteresowa[ćc]
(?:ilgili|benzer|ili[şs]kili) (?:haber(?:ler)?|i[çc]erik(?:ler)?|yaz[ıi](?:lar)?|konular|makaleler)|bunlar(?:a)? da (?:ilginizi [çc]ekebilir|bak[ıi]n|okuyun)|(?:bunu da|ayr[ıi]ca) (?:oku(?:yun)?|bak[ıi]n)|ilginizi [çc]ekebilir
читайте? (?:также|ещ[её]|по теме|далее)|чита(?:й|йте) та?к(?:же|ож)|(?:материалы|новости|статьи|ещ[её]|публикации|другие материалы|другие новости|другие статьи)? ?по (?:этой )?теме|(?:похожие|связанные|схожие|сходные) (?:новости|статьи|материалы|публикации|записи|темы|сюжеты)|смотрите? (?:также|ещ[её])|в тему|подробнее по теме|вам (?:может быть|будет) интересно|возможно,? вам (?:будет )?интересно
читайте також|дивіться також|(?:схожі|пов.?язані) (?:новини|матеріали|статті)|(?:матеріали|новини) (?:по|за) тем(?:і|ою)|прочетете още|още по темата|pro[čc]itajte (?:i|jo[šs])|povezane? (?:vijesti|vesti|teme|[čc]lanci)|preberite (?:tudi|[šs]e)|(?:[čc]t[ěe]te|p[řr]e[čc]t[ěe]te si|viz) (?:tak[ée]|tak[yý])|souvisej[íi]c[íi](?: [čc]l[áa]nky)?|k t[ée]matu|s[úu]visiace [čc]l[áa]nky|kapcsol[óo]d[óo](?: cikkek)?|citi[țt]i? [șs]i|cite[șs]te [șs]i|articole (?:similare|asem[ăa]n[ăa]toare)|skaityk(?:ite)? taip pat|susij[ęe] straipsniai
(?:διαβάστε|δείτε) (?:επίσης|ακόμ[αη]|σχετικά|περισσότερα)|σχετικ[άα](?: άρθρα| θέματα| νέα)?
(?:baca|simak|lihat|tonton) (?:juga|lainnya|selengkapnya)|(?:berita|artikel|bacaan|konten|tulisan|topik) (?:terkait|serupa|lain yang terkait|berkaitan|sejenis)|terkait
(?:tin|b[àa]i|b[àa]i vi[ếe]t|tin t[ứu]c|tin b[àa]i) li[êe]n quan|li[êe]n quan|xem th[êe]m|[đd][ọo]c th[êe]m|c[óo] th[ểe] b[ạa]n quan t[âa]m|ข่าวที่เกี่ยวข้อง|เรื่องที่เกี่ยวข้อง|บทความที่เกี่ยวข้อง|ข่าวเกี่ยวข้อง|อ่านเพิ่มเติม
(?:ال)?(?:أخبار|اخبار|موضوعات|مواضيع|مقالات|مواد|قصص) (?:ال)?(?:متعلقة|ذات (?:ال)?صلة|مشابهة|مرتبطة)|(?:اقرأ|إقرأ|اقرا|شاهد|طالع|تابع) (?:أيضا|ايضا|أيضًا|ايضًا|المزيد|كذلك)|ذات (?:ال)?صلة|متعلقات|قد يهمك(?: أيضا| أيضاً)?|قد يعجبك (?:أيضا|ايضا)|(?:مطالب|اخبار|خبرهای|مقالات) (?:مرتبط|مشابه)|بیشتر بخوانید|(?:یہ|اسے) بھی پڑھیں|متعلقہ (?:خبریں|مضامین|عنوانات)
(?:संबंधित|सम्बंधित|संबन्धित) (?:खबरें|ख़बरें|समाचार|लेख|बातम्या)|(?:ये|यह|इसे) भी (?:पढ़ें|पढ़ें|देखें)|और पढ़ें|(?:এ সম্পর্কিত|সম্পর্কিত|এ সংক্রান্ত) (?:খবর|সংবাদ|আরও খবর)|আরও পড়ুন|(?:תוכן|כתבות|עוד) (?:קשור|קשורות|בנושא)|ראו גם|קראו (?:גם|עוד)|כתבות נוספות בנושא
""" + r"|relate(?: {0}|d to)?".replace("{0}", _EN_THING)
_RECOMMENDED = rf"""
(?:推荐|推薦)(?:阅读|閱讀|文章|新闻|新聞|资讯|内容|报道|给你|给您)?|(?:为|給|给|為)(?:你|您|大家)(?:推荐|推薦|精选)|(?:猜|估)(?:你|您)(?:喜欢|喜歡|想看|爱看)|(?:你|您)(?:可能|也许|或许|或許|可能還|可能还)?(?:还|還|也|会|會|也会|也會|还会|可能)?(?:感兴趣|感興趣|喜欢|喜歡|想看|想知道|爱看)(?:的)?{_ZH_THING}?
(?:看过|看了|读过|读了|喜欢)(?:本文|该文章|这篇文章|此文)?的?(?:人|网友|用户)?(?:还|也)(?:看|看了|喜欢|读|阅读).{{0,3}}|大家(?:还|都)在看|(?:更多)?精彩(?:推荐|阅读|内容|文章)|看了又看|(?:智能|个性化?|精准)推荐
(?:あなたに|こちらも|この記事を読んだ人に)?(?:お(?:すすめ|勧め|薦め))(?:の?(?:記事|ニュース|コンテンツ|関連記事))?(?:\(.*\))?|(?:この記事を読んだ|こんな記事も|他の人は|こちらの記事も|こちらも).{{0,10}}(?:読|チェック|おすすめ).{{0,6}}
(?:당신을 ?위한 ?)?추천 ?(?:기사|뉴스|콘텐츠)?|(?:이런|다른) ?기사(?:는 ?어때요|도)?.{{0,8}}
(?:stories |articles |news |more |content |highly )?recommended(?: (?:for you|for|by \w+|{_EN_THING}|videos?))?|recommendations?(?: for you)?|(?:stories |articles |content |things )?(?:you(?:'ll|'d)?|readers) (?:may|might|could|would|will|also)?(?: also)? ?(?:like|love|enjoy|want to read|be interested in|have missed|read|liked)(?: to (?:read|see))?|(?:for|picked for|selected for|chosen for|suggested for|just for) you|suggested(?: for you| {_EN_THING})?|we recommend|more for you|people also (?:read|like)|others (?:also )?(?:read|are reading)|you (?:may|might) be interested in
(?:unsere )?(?:empfehlungen|empfehlung|lese-?empfehlungen?|empfohlene? \w+|empfohlen|artikel-?empfehlungen)(?: für (?:sie|dich)| der redaktion)?|für (?:sie|dich) (?:empfohlen|ausgewählt)|(?:andere|leser) .{{0,20}}auch
(?:nous )?vous (?:recommand\w+|aimerez|aimeriez|pourriez|pourrait).{{0,25}}|recommand[ée]e?s?(?: pour vous)?|nos recommandations|(?:ces articles )?(?:pourraient|devraient|peuvent) (?:aussi |[ée]galement )?vous (?:int[ée]resser|plaire).{{0,10}}
raccomandati(?: per te)?|consigliat[ie](?: per (?:te|voi))?|(?:ti|vi) consigliamo|recomendad[oa]s?(?: para (?:ti|usted|você|voc[êe]))?|recomenda(?:mos|ciones|ções)|te recomendamos|le recomendamos|aanbevolen(?: voor (?:jou|u))?|aanraders|rekommenderat(?: f[öo]r dig)?|rekommenderade .{{0,15}}|anbefalt(?: for deg)?|anbefalet|polecane|polecamy|[öo]nerilen(?:ler)?(?: .{{0,12}})?|(?:sizin i[çc]in )?[öo]nerilenler|рекоменду(?:ем|емые|ємо)(?: .{{0,15}})?|вам (?:понравится|рекомендуем)|rekomendasi(?: untuk (?:anda|kamu))?(?: artikel)?|(?:artikel )?(?:pilihan )?untuk anda|نرشح لك|مقترحات|موصى به.{{0,10}}|अनुशंसित|có thể bạn (?:thích|quan tâm)
"""
_TOPIC = r"""
(?:相关|相關|所属|所屬)?(?:专题|專題|话题|話題|系列|合集|系列报道|系列報道|专栏文章|时间线|事件脉络|事件追踪|追踪报道|连续报道|新闻专题|热点专题)(?:报道|报导|新闻|文章)?|(?:この|同じ)?(?:特集|連載|シリーズ|テーマ)(?:記事|一覧)?|(?:이슈|시리즈|연재|기획)(?: ?기사)?
(?:more|stories|articles|other stories) (?:on|about) .{3,40}|(?:topic|series|timeline|dossier|special report|in focus|the series|story so far|part of (?:the|this|a) .{3,40}|this (?:story|article) is part of .{3,40})
(?:mehr|alles|artikel|aktuelles|nachrichten|infos|beiträge) (?:zu|zum|zur|über|rund um) .{2,40}|(?:thema|dossier|schwerpunkt|serie|kolumne|themenseite|reihe|themenschwerpunkt|chronik)(?: .{2,40})?
(?:plus |en savoir plus |tout )?(?:sur|savoir sur) .{3,40}|(?:le |notre )?(?:dossier|série|thème|feuilleton)(?: .{2,40})?|(?:más|mas) (?:sobre|de|en) .{3,40}|(?:especial|serie|dossier|tema|em destaque)|mais sobre .{3,40}|(?:série|especial)|speciale|(?:il )?dossier|altro su .{3,40}|meer over .{3,40}|(?:dossier|serie|thema)|mer om .{3,40}|flere saker om .{3,40}|(?:сюжет|тема|досье|все материалы|хроника)(?:[: ].{2,40})?|wi[ęe]cej o .{3,40}
"""
_OTHER = r"""
.{0,8}(?:热门|热点|热榜|热搜|最热|热文|热议|熱門|熱點|最新|新着|速報|排行|排名|点击|點擊|人気|アクセス|ランキング|要闻|要聞|头条|頭條|滚动|快讯|即时|24小时|一周|今日|昨日|每日|实时|聚焦|焦点|热评|热词|热图|热播|关注).{0,10}
.{0,6}(?:本站推荐|编辑推荐|編輯推薦|小编推荐|频道推荐|栏目推荐|网站推荐|站长推荐|主编推荐|作者推荐|商家推荐|好物推荐|产品推荐|品牌推荐|视频推荐|图片推荐|图库推荐|专题推荐|广告|廣告|赞助|推广|合作).{0,6}
.{0,8}(?:上一篇|下一篇|上一條|前一篇|后一篇|上篇|下篇|前の記事|次の記事|이전|다음|评论|評論|留言|跟帖|跟贴|コメント|댓글|标签|標籤|关键[词字]|關鍵字|キーワード|タグ|태그|作者|记者|专栏作家|トピックス|分享|友情链接|栏目|频道|网站导航|更多新闻|最近|おしらせ|特典|専門家|動画).{0,8}
.{0,12}(?:최신|인기|많이 ?본|랭킹|실시간|주요|핫|오늘의|베스트|속보|구독|기자).{0,12}
.{0,20}\b(?:latest|newest|recent(?:ly)?|most[ -](?:read|popular|viewed|shared|commented|watched|recent|discussed|clicked)|popular|trending|top (?:stories|news|posts|headlines|picks|articles|videos|\d+)|breaking|hot|more (?:from|in|by)|more (?:news|stories|headlines|articles|posts|video\w*)|editors?'?s?'? (?:picks?|choice)|editor's|must[ -]reads?|just in|featured?|sponsored|promoted|paid|partner\w*|advert\w*|around the web|from the web|elsewhere|comments?|discussion|tags?|topics|keywords|categor(?:y|ies)|sections?|authors?|about|newsletters?|subscribe|sign up|follow|share|previous|prev|next (?:article|post|story)|archives?|live|podcasts?|galler(?:y|ies)|photos?|don't miss|in case you missed it|happening now|spotlight|best of|today's|this week|weekly|daily|jobs|shop|deals|advertisement)\b.{0,25}
.{0,15}(?:meistgelesen|meist gelesen|meistgeklickt|meistkommentiert|beliebt|aktuell|neueste|neuste|neues|top-?(?:themen|artikel|news|thema)|schlagzeilen|kommentar|anzeige|werbung|schlagw[öo]rter|stichw[öo]rter|themen$|autor|ressort|startseite|newsletter|weitere themen|aus dem ressort|video|podcast|angebote|gerade gelesen|mehr aus|mehr von|nächster artikel|vorheriger artikel|jetzt lesen|ticker).{0,25}
.{0,15}(?:les plus (?:lus|vus|populaires|partag[ée]s)|derni[èe]res?|à la une|en continu|tendances|partenaires?|publicit[ée]|commentaires|m[êe]me (?:rubrique|auteur|section)|articles? pr[ée]c[ée]dent|article suivant|pi[ùu] (?:letti|visti|popolari|lette)|ultim[eiao]|in evidenza|primo piano|pubblicit[àa]|commenti|lo m[áa]s (?:visto|le[íi]do|nuevo)|m[áa]s (?:le[íi]d[oa]s|vist[oa]s|noticias)|[úu]ltim[oa]s|destacad[oa]s|publicidad|comentarios|etiquetas|archivado en|mais (?:lid[ao]s|vist[ao]s|not[íi]cias|recentes)|em alta|publicidade|coment[áa]rios|meest gelezen|laatste|net binnen|senaste|mest l[äa]st\w*|popul[äa]ra?|nyaste|siste|mest lest|seneste|uusimmat|luetuimmat|najnowsze|najpopularniejsze|najcz[ęe][śs]ciej|ostatnie|reklama|komentarze|en [çc]ok|son (?:haberler|dakika|eklenen)|pop[üu]ler|g[üu]ndem|yorumlar|terpopuler|terbaru|terkini|populer|berita lain(?:nya)?|lainnya|rekomendasi editor|trending|komentar|pilihan editor).{0,25}
.{0,15}(?:последние|свежие|популярн|лента|главн|самое|лучшее|топ|новости (?:партн[её]ров|дня|часа|сми)|партн[её]р|реклама|комментари|рубрик|теги|ещ[её] новости|другие новости|сейчас|останні|найпопулярн|الأكثر|الاكثر|أحدث|آخر|احدث|اخر الأخبار|أهم|ترند|تعليقات|إعلان|الوسوم|ताज़?ा|टॉप|ट्रेंडिंग|সর্বশেষ|জনপ্রিয়|mới nhất|đọc nhiều|tin nóng|cùng chuyên mục|xem nhiều|ล่าสุด|ยอดนิยม).{0,25}
"""

_MARKS = re.compile(r"^[\W_]+|[\W_]+$")
_MORE = re.compile(
    r"(?<=..)\s*[|/»>·…\-–—]*\s*(?:更多|more|查看更多|全部|もっと見る|一覧|더보기|返回.{0,8}|换一[批换组]|[»>]+|\(\d+\)|\d+)[\W_]*$"
)
_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# Latin letters with marks are kept: the table spells both forms where sites do.
LONGEST = 60


def fold(text: str) -> str:
    """A heading as the table spells it: one case and width, no marks around it, no spaces in Chinese and Japanese."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    text = _MARKS.sub("", " ".join(text.split()))
    return text.replace(" ", "") if _ASIAN.search(text) else text


def _compile(table: str) -> re.Pattern[str]:
    lines = [line.strip() for line in table.strip().splitlines() if line.strip()]
    return re.compile("|".join(f"(?:{line.lstrip('|')})" for line in lines))


_TABLE = (
    (Says.RELATED, _compile(_RELATED)),
    (Says.RECOMMENDED, _compile(_RECOMMENDED)),
    (Says.OTHER, _compile(_OTHER)),
    (Says.TOPIC, _compile(_TOPIC)),
)


def heading_says(text: str) -> Says | None:
    """What the heading `text` says of its list; None where the table does not know it."""
    if not text or len(text) > LONGEST * 2:
        return None
    folded = fold(text)
    if not folded or len(folded) > LONGEST:
        return None
    for form in dict.fromkeys((folded, _MARKS.sub("", _MORE.sub("", folded)))):
        for says, pattern in _TABLE:
            if pattern.fullmatch(form):
                return says
    return None


_LABEL_END = re.compile(r"[:：】\]\|｜»>▶►]|[-–—] ")


def label_before(text: str) -> Says | None:
    """What the label says with which a line of links begins: `ALSO READ: …`, `相关阅读：…`, `【関連記事】…`."""
    end = _LABEL_END.search(text, 0, LONGEST)
    while end:
        says = heading_says(text[: end.start()])
        if says:
            return says
        end = _LABEL_END.search(text, end.end(), LONGEST)
    return None
