"""Common names for the columns of a training diary in many languages; the best word for a role comes first."""

_SPOKEN = {
    "date": (
        "date day datum tag fecha jour data giorno dia día dato dag päivä pvm dátum nap tarih gün дата день "
        "ημερομηνία 日付 日期 날짜 start started begin beginn when"
    ),
    "distance": (
        "distance km miles mi kilometer kilometers kilometre kilometres kms strecke distanz länge distancia "
        "distanza afstand distância distans distanse matka dystans odległość vzdálenost vzdialenosť távolság táv "
        "mesafe дистанция расстояние дистанція απόσταση 距離 距离 거리 length"
    ),
    "time": (
        "duration minutes min dauer laufzeit durée duración durata duração duur varighet varighed kesto süre "
        "moving time zeit tiempo temps tempo tijd tid aika czas čas idő время час χρόνος 時間 タイム "
        "时间 시간 hours seconds"
    ),
    "start": (
        "start started startzeit starttid uhrzeit beginn begin heure hora ora clock godzina saat klockan kl 開始 "
        "time zeit tijd tid"
    ),
    "hr": (
        "hr herzfrequenz fc fcm pulse puls polso hs hartslag tętno tep syke nabız пульс чсс 心拍数 心率 심박수 heart "
        "cardiaque cardiaca cardíaca"
    ),
    "pain": (
        "pain ache schmerz schmerzen rückenschmerz rückenschmerzen dolor douleur dolore pijn rugpijn dor smärta "
        "smerte smerter kipu ból bol bolest fájdalom ağrı боль біль πόνος 痛み 疼痛 통증 back lbp rücken espalda dos "
        "schiena rug"
    ),
    "sport": (
        "sport type activity art aktivitätstyp sportart deporte tipo soort typ aktivitet activiteittype "
        "activiteit aktivitetstyp aktivitetstype aktivitätsart laji aktywności спорт тип アクティビティタイプ "
        "種目 类型 종목"
    ),
    "note": (
        "notes note comment comments notiz notizen bemerkung kommentar remarque nota notas opmerking uwagi "
        "notatki комментарий メモ 备注 메모 title titel titre título titolo tytuł タイトル"
    ),
}
WORDS = {role: tuple(words.split()) for role, words in _SPOKEN.items()}
"""The words for each role, in lower case."""

_RATES = (
    "allure average avg geschwindigkeit hastighet max pace prędkość ritmo schnitt snelheid speed velocidad velocidade "
    "velocità vitesse скорость темп ペース 配速"
)
RATES = frozenset(_RATES.split())
"""Words for columns that hold neither distance nor time, although their units name both."""

HIGHEST = ("max", "máx", "maks", "mass", "最大", "最高", "zone")
"""Prefixes of words for the maximum heart rate, which is not the mean."""

OTHER_DATES = frozenset({"submitted", "created", "updated", "modified", "upload", "uploaded", "end", "ended", "stop"})
"""Words for the date of something other than the run."""

_ASLEEP = (
    "sleep asleep sleeping bed bedtime nap schlaf schlafdauer sommeil coucher sueño dormir sonno sono slaap søvn sömn "
    "uni sen spánek spánok alvás uyku сон sleepduration 睡眠 수면"
)
ASLEEP = frozenset(_ASLEEP.split())
"""Words for sleep, whose hours and days are not a run's."""

TIME_UNITS = {
    "s": frozenset({"s", "sec", "secs", "second", "seconds", "sekunden", "sek", "segundos", "secondes", "secondi"}),
    "min": frozenset({"min", "mins", "minutes", "minuten", "minutos", "minuti", "minuty", "分"}),
    "h": frozenset({"h", "hr", "hrs", "hour", "hours", "stunden", "std", "horas", "heures", "ore"}),
}
"""Words in a heading that give the unit of its bare numbers."""
