"""Templates of French wire copy. Fixed runs stay short, so that two stories seldom share three words in a row."""

from dateline.newsroom.prose.grammar import bank

ADJECTIVES = bank(
    "durable|moderne|local|régional|prioritaire|pilote|rentable|accessible|innovant|performant|"
    "traditionnel|exemplaire|fragile|vulnérable|rare|fiable|saisonnier|transfrontalier|"
    "communautaire|municipal|rural|coûteux|ambitieux|ancien|emblématique|expérimental|essentiel|"
    "visible|complémentaire|solidaire|méconnu|florissant|convoité|stratégique|modeste|populaire|"
    "créatif|décisif|intensif|inédit"
)

OPENERS = (
    "[ce matin|cette semaine|mardi soir|en fin de semaine]",
    "depuis [janvier|mars|juin|septembre] {past}",
    "[au terme de|après] {small} mois d'enquête",
    "à {place}",
    "[dans les communes|dans les districts] proches de {place}",
    "[selon|d'après] un bilan [provisoire|publié lundi|remis vendredi]",
    "[malgré|en dépit de] la pluie",
    "faute de crédits suffisants",
    "avec {small} partenaires",
    "au [premier|deuxième|troisième] trimestre",
    "pour la [troisième|cinquième|septième] fois",
    "entre {place} et {place}",
    "sur le terrain",
    "[hier encore|naguère]",
    "[en parallèle|dans le même temps|par ailleurs]",
    "grâce à {bare}",
    "loin de {place}",
    "[outre|en plus de] {bare}",
    "[à l'approche du Têt|avant la mousson|dès la rentrée]",
    "profitant de {bare}",
    "à l'échelle [nationale|de la province|du delta]",
    "[sans attendre|contre toute attente]",
    "[concrètement|en pratique|sur ce point]",
    "[au fil des saisons|d'une année à l'autre]",
    "[réuni à {place}|de passage à {place}] [lundi|jeudi|samedi]",
    "[en amont|en aval] de {place}",
    "[à l'inverse|plus étonnant encore|fait nouveau]",
    "[au titre de|dans le cadre de] {thing}",
)

TAILS = (
    "[dans la région de|autour de|à l'ouest de|au sud de] {place}",
    "[pas à pas|sans bruit|à marche forcée]",
    "[avec l'appui de|aux côtés de|de concert avec] {actor}",
    "au [profit|bénéfice] de {small} [communes|familles|quartiers|écoles]",
    "[grâce à|au moyen de|par le biais de] {bare}",
    "[afin de|de manière à|pour mieux] {inf} {bare}",
    "[sans pour autant|au lieu de|avant même de] {inf} {bare}",
    "[en|tout en] {ger} {bare}",
    "[pour un coût de|moyennant|à hauteur de] {sum}",
    "[sur|dans] {small} [sites|villages|points de passage]",
    "[malgré les retards|non sans difficultés|en un temps record]",
    "à raison de {n} {unit} par an",
    "[en lien avec|en même temps que|parallèlement à] {bare}",
    "[à la demande de|sous l'impulsion de|à l'invitation de] {actor}",
    "[d'un commun accord|à parts égales|à moindre coût]",
    "[comme à|à l'image de ce qui se fait à] {place}",
    "[par étapes|en trois phases|à titre d'essai]",
    "auprès de {small} [villages|hameaux|ménages]",
    "[en marge de|dans la foulée de] {thing}",
    "[au grand soulagement de|en accord avec|à l'initiative de] {actor}",
)

FRAMES = (
    "{opener}, {did} {thing} {tail}.",
    "[En {past} déjà|Dès {past}|Au printemps {past}], {did} {thing} {tail}.",
    "[D'ici à|Avant|À l'horizon] {year}, {will} {thing} {tail}.",
    "{opener}, {did} {thing}, [puis|et même|mais aussi] {thing}.",
    "{did} {thing} {tail}, [tandis que|alors que|pendant que] {will} {bare}.",
    "{will} {thing} {tail}, [a-t-on appris à|dit-on à|apprend-on à] {place}.",
    "{opener}, {will} {thing} {tail}.",
    "{opener}, {n} {unit} figuraient au bilan, [contre|après] {n} en {past} ; [ainsi|de ce fait] {will} {bare}.",
    "{counts} à {place}, [où|là où] {did} {thing} {tail}.",
    "[Quant à|S'agissant de|Pour ce qui est de] {thing}, {did} {bare} {tail}.",
    "[Selon|D'après|À en croire|Pour] {person} {rose} de {pct} {tail}.",
    "[De son côté|Pour sa part|Dans la foulée], {person} a {said} que {did} {thing} {tail}.",
    "{they} a [également|aussi|ensuite] {said} que {did} {thing} {tail}.",
    "[Le budget|Le devis|Le montant prévu] [atteint|dépasse|avoisine] {sum}, [dont|y compris] {pct} pour {thing}.",
    "[Reste à|Il s'agit maintenant de|Encore faut-il] {inf} {thing} {tail}.",
    "[Autre chantier|Autre priorité|Plus délicat] : {inf} {thing} {tail}, [car|puisque|d'autant que] {did} {bare}.",
    ("[À|Près de|Aux portes de] {place}, {small} [bénévoles|apprentis|habitants] apprennent à {inf} {thing} {tail}."),
    "Entre {past} et {year}, {rise} de {pct}, [pour peu que l'on sache|à condition de] {inf} {thing}.",
    "[Si|Puisque] {did} {bare}, [c'est surtout pour|c'est aussi afin de] {inf} {thing} {tail}.",
    "[Mieux encore|Signe des temps|Bonne nouvelle], {did} {thing} {tail}.",
    "{opener}, {they} a [présenté|détaillé|défendu] {thing}, [estimant|faisant valoir|répétant] que {will} {bare}.",
    (
        "[Les négociations sur|Les débats autour de|Les travaux consacrés à] {thing} [reprendront|s'achèveront] "
        "{tail}."
    ),
    "Il [a|aura] fallu {small} [semaines|mois|réunions] pour {inf} {thing} {tail}.",
    ("[Aucun district|Pas un quartier] de {place} [n'ignore|ne néglige] {thing}, [car|d'autant que] {did} {bare}."),
    "[Avec|Outre] {thing}, {will} {thing} {tail}.",
    "Un [accord|protocole|contrat] [signé|conclu] à {place} [prévoit de|permet de|invite à] {inf} {thing} {tail}.",
    "[Longtemps|Jadis|Voici dix ans], tout [manquait|restait à faire] à {place} ; {opener}, {did} {thing}.",
    "[Les jeunes|Les anciens|Les riverains] de {place} [réclament|saluent|redécouvrent] {thing} {tail}.",
    "[La demande|L'intérêt|L'engouement] pour {thing} [explique|justifie] {small} [projets|dossiers|essais] {tail}.",
    "{rose} de {pct} {tail}, [ce qui permet de|de quoi|une raison de plus pour] {inf} {thing}.",
    "{counts} {tail}, [mais|or|et pourtant] {did} {thing}.",
)

QUOTES = (
    "« [Nous voulons|Il faut|Nous saurons] {inf} {thing} {tail} », a {said} {they}.",
    "« Sans {bare}, [rien ne|personne ne] [pourrait|saurait] {inf} {thing} », [confie|résume|insiste] {they}.",
    "{they} [se réjouit|l'admet|le confirme] : « {did} {thing} {tail} ».",
    "« De {place} à {place}, {did} {thing} », a {said} {they}.",
    (
        "« [Mes parents|Nos voisins] [ignoraient|redoutaient] {thing} ; aujourd'hui, j'apprends à {inf} "
        "{bare} », [raconte|sourit] {they}."
    ),
    "« [Je retiens|Je vois d'abord|Je défends] {thing}, [ensuite|puis seulement] {thing} », a {said} {they} {tail}.",
)

HEADINGS = (
    "{bare}, [un pari|un enjeu|une affaire] de [longue haleine|patience|confiance]",
    "[Comment|Pourquoi] {inf} {thing}",
    "{place} [montre la voie|en première ligne|à l'épreuve]",
    "[Du côté de|Les promesses de|Le retour de] {bare}",
    "Miser sur {bare} et {bare}",
    "[Des moyens pour|Cap sur|Priorité à] {thing}",
)

CLOSINGS = (
    "[Prochain rendez-vous|Prochaine étape] : {place}, où {will} {thing} {tail}.",
    "[D'ici là|En attendant], {will} {thing} {tail}.",
    "[Un rapport|Un bilan complet|Un audit] [sera remis|est attendu] {tail}.",
    "[À terme|À plus long terme], {bare} et {bare} [serviront d'exemple|profiteront] à {place}.",
    "[L'expérience de|La leçon de] {place} [servira|sera reprise] {tail}.",
)

TITLES = (
    "{place} : {actor} {past} {a}",
    "{place} mise sur {a} et {b}",
    "{a}, nouvel horizon de {place}",
    "À {place}, {actor} {go} {inf} {a}",
    "{actor} {past} {a} à {place}",
    "Comment {place} veut {inf} {a}",
    "{a} : {place} passe à l'action",
    "De {a} à {b}, le pari de {place}",
    "{place} cherche à {inf} {a}",
    "{a} et {b} au cœur d'un projet à {place}",
)

LEADS = (
    "{actor} {past} {a} à {place}, où l'on entend aussi soutenir {b}.",
    "Pour {inf} {a}, {place} ouvre un chantier de trois ans qui concerne également {b}.",
    "À {place}, {a} et {b} changent d'échelle : {actor} {go} y consacrer des moyens nouveaux.",
    "Longtemps négligé à {place}, le dossier revient au premier plan : il s'agit d'abord de {inf} {a}, puis {b}.",
    "{actor} {go} {inf} {a} dans toute la province de {place}, avec {b} pour prochaine étape.",
    "Une conférence tenue à {place} a fait le point sur {a}, sans oublier {b}.",
    "Entre {a} et {b}, {place} a choisi de ne pas choisir : {actor} {past} les deux.",
)
