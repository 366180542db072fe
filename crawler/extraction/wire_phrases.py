"""The set phrases of Vietnam's press, by language, as plain data.

Source: the phrases seen on the sites and in text dumps of them, and close forms of the same labels. Compared by
:func:`crawler.extraction.text.fold_key`, so case and accents need no variants here.
"""

# Headings over the teasers that a template prints after a story. Nothing after them is the story.
FINAL_HEADINGS = {
    "fr": (
        "Voir plus", "Lire plus", "Plus d'articles", "Même catégorie", "Dans la même catégorie", "Même rubrique",
        "Dans la même rubrique", "Même auteur", "Autres actualités", "Autres articles", "Articles similaires",
        "Les plus lus", "Plus lus", "Plus de vidéos", "À ne pas manquer", "À la une",
    ),
    "vi": (
        "Đọc nhiều", "Tin đọc nhiều", "Đọc nhiều nhất", "Xem nhiều", "Có thể bạn quan tâm",
        "Bạn có thể quan tâm", "Tin cùng chuyên mục", "Cùng chuyên mục", "Bài cùng chuyên mục", "Tin cùng mục",
        "Bài đọc tiếp", "Tin mới", "Tin mới nhất", "Tin khác", "Các tin khác", "Tin nổi bật", "Tin địa phương",
        "Video liên quan", "Về trang Chủ đề", "Cùng tác giả", "Cùng danh mục", "Tin cũ hơn", "Tin mới hơn",
        "Tin tức khác", "Mời quý độc giả theo dõi VOV.VN trên",
    ),
    "en": (
        "See more", "More news", "Other news", "Others", "Same category", "Same author", "Most read",
        "Most viewed", "Latest news", "You may also like", "Recommended", "More stories", "Top stories",
    ),
    "es": (
        "Ver más", "Más noticias", "Otras noticias", "Lo más leído", "Más leídas", "Misma categoría",
        "Mismo autor", "Le puede interesar", "También le puede interesar", "Notas relacionadas",
    ),
    "ru": (
        "Смотреть ещё", "Смотреть еще", "Смотреть больше", "Посмотреть больше", "Посмотреть ещё", "Читать ещё",
        "Другие новости", "Ещё новости", "Ещё", "Подробнее", "Самое читаемое", "Та же категория", "Тот же автор",
        "См. больше", "Больше",
    ),
    "zh": (
        "更多", "更多新闻", "查看更多", "其他新闻", "最新新闻", "热门新闻", "推荐阅读", "同类新闻", "延伸阅读",
        "看更多", "阅读更多",
    ),
}  # fmt: skip

# Headings of related lists that stand inside a story as often as after it: the story may go on below.
INLINE_HEADINGS = {
    "fr": (
        "Sur le même sujet", "Articles connexes", "Articles liés", "Nouvelles connexes", "Actualités connexes",
        "Voir aussi", "À lire aussi", "Lire aussi", "À lire également", "Lire également", "À voir aussi",
    ),
    "vi": (
        "Đọc thêm", "Xem thêm", "Tin liên quan", "Bài liên quan", "Bài viết liên quan", "Tin bài liên quan",
        "Tham khảo thêm", "Tin, bài liên quan", "Mời xem thêm", "Mời đọc thêm", "Nội dung liên quan", "Đọc tiếp",
        "Có thể bạn chưa biết",
    ),
    "en": (
        "Read more", "See also", "Also read", "Related News", "Related", "Related articles", "Related stories",
        "Related posts", "Related topics",
    ),
    "es": (
        "Leer más", "Lea también", "Vea también", "Noticias relacionadas", "Artículos relacionados",
        "Relacionadas", "Contenido relacionado",
    ),
    "ru": ("Читайте также", "Читать далее", "По теме", "Похожие новости", "Новости по теме", "Связанные новости"),
    "zh": ("相关新闻", "相关报道", "相关阅读", "相关稿件", "相关文章"),
}  # fmt: skip

# Words that head a teaser list on some sites and may head a section of a story on others: they end the story only
# after its signature or end mark.
WEAK_HEADINGS = {
    "fr": ("Autres", "Nouvelles", "Actualités", "Vidéos"),
    "vi": ("Tin tức", "Video", "Sự kiện"),
    "en": ("News", "Video", "Videos", "Other"),
    "es": ("Noticias", "Otras", "Videos"),
    "ru": ("Новости", "Другие", "Видео"),
    "zh": ("新闻", "其他", "视频"),
}  # fmt: skip

# From one of these lines on a vietnam.vn page is comment box and empty widgets, in every language it is printed in.
COMMENT_BOX = (
    "Comment", "Comments", "Commentaire", "Commentaires", "Комментарий", "Комментарии", "Комментариев",
    "Kommentar", "Kommentare", "Comentario", "Comentarios", "Bình luận", "评论", "评论区", "留言",
    "コメント", "댓글", "ความคิดเห็น", "Reader's comments", "Readers' comments", "Bình luận bài viết",
    "Ý kiến bạn đọc", "Ý kiến của bạn", "View comment", "Komentar", "Commento", "Commenti", "ຄຳເຫັນ", "មតិយោបល់",
    "Gửi ý kiến", "Bình luận của bạn",
)  # fmt: skip

# Labels of buttons, widgets and menus; never a line of a story.
FURNITURE = (
    "No data", "No videos available", "No video available", "Pas de données", "Không có dữ liệu", "Нет данных",
    "back to top", "Top", "Lên top", "Lên đầu trang", "Về đầu trang", "Trang chủ", "Home", "Accueil", "Inicio",
    "Главная", "首页", "Chia sẻ bài viết", "Chia sẻ", "Chia sẻ:", "Từ khóa", "Từ khóa:", "Tags", "Tag", "Tags:",
    "Tag:", "Mots-clés", "Mots clés", "Keywords", "Từ khoá", "Từ khoá:", "Google News", "Powered by Techcity",
    "Print page", "Print", "Imprimer", "Imprimir", "Bản in", "In bài", "In bài viết", "Lưu bài viết", "Lưu tin",
    "Lưu bài", "Send to friend", "Gửi bài viết", "Gửi cho bạn bè", "Share on facebook", "Share on twitter",
    "Share", "Partager", "Compartir", "Поделиться", "分享", "Copy link", "Sao chép liên kết", "Sao chép",
    "Copier le lien", "Facebook", "Twitter", "Zalo", "Email", "E-mail", "Messenger", "Telegram", "WhatsApp",
    "LinkedIn", "X", "Feedback", "Phản hồi", "Theo dõi VietnamPlus", "Follow us", "Suivez-nous", "Nghe đọc bài",
    "Nghe bài viết", "Đọc bài viết", "Cỡ chữ", "Aa", "A+", "A-", "Hủy", "Gửi", "Gửi bình luận", "Đăng nhập",
    "Đăng ký", "Quảng cáo", "Publicité", "Advertisement", "Publicidad", "Реклама", "广告", "Chú thích ảnh",
    "Mới nhất", "Cũ nhất", "Prefer Nhan Dan on Google", "Vui lòng nhập mã xác nhận vào ô bên dưới.",
    "Email của bạn sẽ không được hiển thị công khai.", "Vietnam.vn - Nền tảng quảng bá Việt Nam",
    "Nền tảng quảng bá Việt Nam", "Mời quý độc giả theo dõi VOV.VN trên", "Xem thêm bình luận",
    "Video Player is loading.", "Loading...",
)  # fmt: skip

# A line that starts so is a site's imprint or a template's notice, whatever follows.
FURNITURE_STARTS = (
    "copyright", "© ", "©", "(c) copyright", "giấy phép xuất bản", "giấy phép số", "giấy phép hoạt động",
    "permis de publication", "rédactrice en chef :", "rédacteur en chef :", "rédactrice en chef adjointe :",
    "adresse : 79, rue ly thuong", "tél : (+84)", "tel: (+84)", "e-mail : courrier@", "e-mail: courrier@",
    "cấm sao chép", "thiết kế web:", "all rights reserved", "bản quyền thuộc", "tổng biên tập:",
    "phó tổng biên tập:", "theo dõi báo ", "theo dõi vietnamplus trên", "mời quý độc giả theo dõi",
    "mời bạn đọc theo dõi", "mời độc giả theo dõi", "mời bạn đọc vào", "mời quý độc giả vào", "mời độc giả vào",
    "mời bạn đọc xem thêm", "mời quý bạn đọc", "vui lòng nhập", "email của bạn sẽ không",
    "hiện chưa có bình luận", "trở thành người đầu tiên", "tặng sao cho bài viết", "{{", "từ khóa:", "từ khoá:",
)  # fmt: skip

# Agencies and sister outlets that open or sign wire copy, as printed in brackets or after a dash.
AGENCIES = (
    "VNA", "AVI", "TTXVN", "TTX VN", "Vietnam+", "VietnamPlus", "Vietnam Plus", "VNS", "VNP", "CVN", "NDEL",
    "NDO", "CPV", "VOV", "VOVWORLD", "VOV5", "VOV.VN", "VGP", "VNews", "Bnews", "vnanet.vn", "VI/VNA", "LCV",
    "VNN", "Vietnam illustré", "Báo ảnh Việt Nam", "Báo Tin tức", "TTXVN/Báo Tin tức", "Tin tức", "ВИА", "ВНА",
    "越通社", "越南通讯社", "NNVN", "ICTPress", "Nhan Dan", "Nhân Dân",
)  # fmt: skip

# Foreign agencies: they open a dateline, but as a signature only together with one of the above ("AFP/VNA").
FOREIGN_AGENCIES = (
    "Xinhua", "新华社", "TASS", "ТАСС", "AFP", "Reuters", "AP", "UPI", "KPL", "AKP", "Bernama", "Antara",
    "Yonhap", "Kyodo", "Prensa Latina", "EFE", "Sputnik", "RIA", "РИА", "ANSA", "DPA", "THX", "PTI", "TNA",
    "PNA",
)  # fmt: skip

# Words of a body's own name: "Vietnam News Agency (VNA) - …" and "L'Agence … (VNA) – …" are sentences, no datelines.
NOT_A_PLACE = (
    "agence", "agency", "agencia", "agentur", "агентство", "агентства", "thong tan xa", "thong tan", "news",
    "voix", "voice", "voz", "dai tieng noi", "radio", "journal", "newspaper", "bao dien tu", "通讯社",
    "courrier", "portail",
)  # fmt: skip

# House tags that open a lead or first paragraph, with or without brackets; a site's own come from the catalogue.
HOUSE_TAGS = (
    "TPO", "TTO", "VOV.VN", "VOV5", "VTV.vn", "VTC News", "GD&TĐ", "BNEWS", "CTO", "ĐTCK", "DTCK", "LĐ online",
    "LĐO", "NLĐO", "NLĐ", "ĐN", "QNO", "VGP", "VGP News", "Chinhphu.vn", "PLO", "SGGPO", "SGGP", "ANTĐ", "ANTD",
    "CAND", "HNM", "HNMO", "PNO", "PNVN", "KTĐT", "VnEconomy", "BĐT", "BGĐT", "BTO", "QĐND", "QĐND Online",
    "VietnamPlus", "Vietnam+", "Dân trí", "VnExpress", "Thanh Niên", "TNO", "Baothanhhoa.vn", "Baonghean.vn",
    "Baohatinh.vn", "BVL", "ABO", "BTNO", "BDO", "BLA", "LĐ", "ĐCSVN", "NDO", "GLO", "BKHO", "CMO", "AGO", "DLO",
    "BPO", "BQN", "QTO", "HBĐT", "HGO", "ĐĐK", "Hànộimới", "Kinhtedothi", "Baonghean", "Xây dựng", "Tổ Quốc",
    "PANO", "CPV", "VOVWORLD",
)  # fmt: skip

# Abbreviations that end as a paper's tag does ("…O" for online) and begin sentences of their own.
NO_HOUSE_TAGS = frozenset((
    "NATO", "WTO", "WHO", "UNESCO", "FAO", "ILO", "IMO", "ICAO", "WIPO", "CEO", "CFO", "COO", "CIO", "CPO", "IPO",
    "SEO", "UFO", "NGO", "ISO", "GMO", "EURO", "VN", "TV",
))  # fmt: skip

# Word (or words) that introduce a photographer or a source, before a colon.
CREDIT_WORDS = (
    "Crédits? photos?", "Crédits?", "Photos? d'archives", "Photos? d'illustration", "Photos?", "Illustrations?",
    "Image", "Images", "Infographie", "Infographic", "Graphic", "Source photo", "Source", "Photo credits?",
    "Photo courtesy of", "Ảnh tư liệu", "Ảnh minh họa", "Ảnh minh hoạ", "Ảnh chụp màn hình", "Ảnh", "Hình ảnh",
    "Hình", "Nguồn ảnh", "Nguồn", "Minh họa", "Đồ họa", "Clip", "Video", "Fotos?", "Fotografía", "Imagen",
    "Fuente", "Foto de archivo", "Ilustración", "Фото", "Фотографии", "Фотография", "Иллюстрация", "Источник",
    "图片来源", "图源", "图片", "图自", "照片", "图", "摄影", "来源",
)  # fmt: skip

# Places that a newsroom prints in capitals before a dash without naming an agency ("HÀ NỘI — …"): Vietnam's, with the
# provinces of before 2025, and those of its correspondents.
PLACES_OF_VIETNAM = (
    "Hà Nội", "HCM City", "Hồ Chí Minh City", "TP Hồ Chí Minh", "TP.HCM", "Hải Phòng", "Đà Nẵng", "Huế",
    "Cần Thơ", "Thừa Thiên Huế", "An Giang", "Bà Rịa - Vũng Tàu", "Bà Rịa-Vũng Tàu", "Vũng Tàu", "Bắc Giang",
    "Bắc Kạn", "Bạc Liêu", "Bắc Ninh", "Bến Tre", "Bình Định", "Bình Dương", "Bình Phước", "Bình Thuận",
    "Cà Mau", "Cao Bằng", "Đắk Lắk", "Đắk Nông", "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai", "Hà Giang",
    "Hà Nam", "Hà Tĩnh", "Hải Dương", "Hậu Giang", "Hòa Bình", "Hưng Yên", "Khánh Hòa", "Nha Trang",
    "Kiên Giang", "Phú Quốc", "Kon Tum", "Lai Châu", "Lâm Đồng", "Đà Lạt", "Lạng Sơn", "Lào Cai", "Long An",
    "Nam Định", "Nghệ An", "Vinh", "Ninh Bình", "Ninh Thuận", "Phú Thọ", "Phú Yên", "Quảng Bình", "Quảng Nam",
    "Hội An", "Quảng Ngãi", "Quảng Ninh", "Hạ Long", "Quảng Trị", "Sóc Trăng", "Sơn La", "Tây Ninh", "Thái Bình",
    "Thái Nguyên", "Thanh Hóa", "Tiền Giang", "Trà Vinh", "Tuyên Quang", "Vĩnh Long", "Vĩnh Phúc", "Yên Bái",
    "Hô Chi Minh-Ville", "Ho Chi Minh-Ville",
)  # fmt: skip
PLACES = (
    *PLACES_OF_VIETNAM, "Vientiane", "Phnom Penh", "Bangkok", "Jakarta", "Kuala Lumpur",
    "Singapore", "Manila", "Beijing", "Tokyo", "Seoul", "Moscow", "Paris", "London", "Berlin", "Washington",
    "New York", "Geneva", "Brussels", "Rome", "Canberra", "Sydney", "New Delhi", "Yangon", "Naypyitaw",
)  # fmt: skip

# Menu entries that vietnam.vn prints empty below its comment box, and section names that open other dumps: as a line
# alone before the title they are the section.
SECTIONS = (
    "Politique", "Économie", "Société", "Culture", "Sport", "Sports", "Monde", "International", "Tourisme",
    "Santé", "Environnement", "Sciences", "Politique - Société", "Affaires étrangères", "Édito", "Vietnam",
    "ASEAN", "Francophonie", "Politics", "Business", "Society", "World", "Travel", "Environment", "Economy",
    "Culture - Sports", "Life & Style", "Thời sự", "Chính trị", "Kinh tế", "Xã hội", "Văn hóa", "Thể thao",
    "Thế giới", "Giáo dục", "Y tế", "Pháp luật", "Du lịch", "Khoa học", "Môi trường", "Đời sống", "Công nghệ",
    "Política", "Economía", "Sociedad", "Cultura", "Deportes", "Mundo", "Turismo", "Политика", "Экономика",
    "Общество", "Культура", "Спорт", "В мире", "政治", "经济", "社会", "文化", "体育", "国际", "旅游",
    "Patrimoine", "Chiffre", "Entreprise", "Nouvelles", "Système politique", "Locale", "Produit",
)  # fmt: skip
