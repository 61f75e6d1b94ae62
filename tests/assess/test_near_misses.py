"""Harmless words that sound like a sign, kind by kind, each beside the sign itself, which must still be found."""

from datetime import date

import pytest

from runback.assess import assess
from runback.assess.scopes import read_sentences
from runback.assess.second_screen import hear_more
from runback.assess.text import screen_by_lexicon, screen_in
from runback.domain.assessment import Urgency
from runback.domain.intake import read_intake
from tests.assess.cast import say

HARMLESS = {
    "asked what it could be": [
        "Could it be cauda equina or just a strain?",
        "Might this be cancer?",
        "Does this mean numbness between the legs will come?",
    ],
    "told what to watch for": [
        "He told me to come back at once if my foot goes numb or I cannot pee.",
        "The leaflet mentions numbness between the legs and loss of bladder control.",
        "The GP told me which signs to look for: numb saddle, no bladder control, weak legs.",
        "If my legs ever went numb I'd drop everything and call.",
    ],
    "another person, carried on as he or she": [
        "My brother had a slipped disc. He couldn't lift his foot and was numb down below. Mine is just stiff.",
        "A friend of mine had cauda equina. She lost control of her bladder overnight. I'm only stiff.",
    ],
    "long past and over": [
        "Used to get sciatica, ten years ago, down to the toes with a numb foot, had physio and it went.",
        "Years back I couldn't lift my big toe then. It healed on its own.",
        "I had a kidney stone at 21 and will never forget it.",
        "I had sciatica so bad that I couldn't lift my foot then. That's twelve years ago.",
        "With my first child I had sciatica, couldn't lift my foot, and it went after the birth.",
    ],
    "a figure of speech or a near thing": [
        "I can't feel my backside after a day at my desk, figuratively speaking.",
        "I nearly wet myself laughing at the trainer.",
        "I can't feel sorry for myself, my back is only stiff.",
    ],
    "explained by posture, cold, effort or drink": [
        "Crossing my legs at the desk makes my foot tingle, it stops when I uncross them.",
        "I shiver after cold runs and my back tightens up.",
        "Couldn't feel my legs at the finish, best race ever!",
        "I get up to pee because I drink a litre of tea before bed.",
        "My knees are wobbly after the descent.",
        "My hands tingle from the hammer drill, and my back is sore from the ceiling.",
        "I've leaked a bit on jumps since my second was born, five years now, same as ever.",
    ],
    "feared for some day": [
        "Worried I'll end up with numb legs one day.",
        "I'm terrified of losing control of my bladder.",
        "I'm paranoid it's a tumour.",
        "Keep wondering if it is cauda equina.",
        "How would I know if my bladder stopped working?",
        "What would I do if I lost bladder control?",
        "My worst nightmare is losing bladder control in a race.",
        "I'm a hypochondriac, convinced every ache is cancer.",
        "Should my foot start tingling, do I stop running?",
        "When should I worry? If my leg gets weak or I can't pee?",
        "Suppose my leg went weak, how fast would I need to act?",
    ],
    "read somewhere": [
        "NHS says numb between the legs means A&E.",
        "ChatGPT mentions cauda equina and weak legs.",
        "The website lists loss of bladder control.",
        "The leaflet lists numb bottom, leaking and weak legs; I have none.",
        "It says here that numb genitals need an ambulance.",
        "111 went through numbness, weakness, bladder, fever with me and said self care.",
        "The app made me tick no to numbness, weakness and bladder trouble.",
    ],
    "a person who is no relative": [
        "Everyone at my club has a stress fracture.",
        "Half of my club has had sciatica down both legs.",
        "Boyfriend snores and can't feel his feet.",
        "Mate from work lost the use of his legs after a diving accident.",
        "The bloke next to me collapsed with chest pain.",
        "A guy I run with couldn't lift his foot.",
        "The woman next door has bone cancer.",
        "Wife keeps wetting herself since the birth.",
        "Husband can't feel his left foot since his operation.",
    ],
    "likened or compared": [
        "Feels like a bus hit me.",
        "It felt as though a horse had kicked me in the back after that ride.",
        "Nothing like the sciatica I had, when my foot was numb.",
        "Not as bad as my slipped disc when I couldn't pee.",
        "Compared with the time my legs went numb this is nothing.",
        "Unlike last time when I had a temperature of 39.",
    ],
    "once, and never since": [
        "At 17 I fell off a roof.",
        "That was 2015, I wet myself and it never came back.",
        "After my second baby I leaked for a few months, pelvic floor physio sorted it.",
        "Two winters back I couldn't raise my toes for a week, came right by itself.",
        "I broke my pelvis in a car crash in 1998, now just stiff.",
        "Can't say I've noticed any tingling or leg weakness.",
    ],
    "of another part or from a knock": [
        "My toes go numb in my new trail shoes when laced tight.",
        "Lump on my shin where I hit the box jump.",
        "Sweating at the night run in August.",
        "I burned my tongue and it's numb, I stand at the cooker all day.",
        "Toes tingle in the last mile when my shoes get tight.",
        "I was shaking with laughter and pulled something.",
        "Gasping at the top of the climb.",
        "Chest infection two months ago, lungs clear now.",
    ],
}
SIGNS = [
    "Could it be that I can't feel my bum because of the tablets?",
    "Could it be cauda equina, I can't feel when I pee?",
    "Does it mean something that my foot drags since Monday?",
    "He told me to come back at once if my foot goes numb, and now it is numb.",
    "The doctor asked about numbness and yes, I'm numb between the legs.",
    "My sister is a nurse. She says I should get help since I can't feel my bum.",
    "My husband types this. She has awful back pain, a temperature of 39.6 and is shaking.",
    "I had a numb foot ten years ago, it went, and now it is back.",
    "My bum has been numb since the long drive last week.",
    "I keep wetting myself since my back went, even when I laugh.",
    "Both legs are numb since the finish on Sunday.",
    "I pee every ten minutes since my back went and it hardly comes.",
    "It felt as if somebody had numbed me between the legs.",
    "My feet are numb since Monday. That is years ago in runner's time.",
    "I had breast cancer. That's twelve years ago.",
    "I'd rather be dead than go on like this.",
    "I sit and it is as though there is nothing under me.",
    "I had a stress fracture in the pelvis after my first child. It feels the same again.",
    "Worried because I can't feel my bum.",
    "I'm terrified, my legs are numb since last night.",
    "I'm scared I have lost control of my bladder.",
    "What should I do if I already can't feel when I pee?",
    "NHS says numb between the legs means A&E. I have that since this morning.",
    "The website lists loss of bladder control, and mine has gone numb down there.",
    "ChatGPT said look out for a numb crotch. It is now.",
    "They told me to come back if I go numb in the saddle. Well I have. Tonight.",
    "They said come back if I go numb down there and I have.",
    "The leaflet says numb bum is A&E. Mine's numb.",
    "I read that losing bladder feeling is bad, haven't felt the urge to go all day.",
    "I'm a mum of two and I'm numb down below since Friday.",
    "Mum of 3, numb down below since Friday.",
    "New mum, leaking urine without feeling it since my back locked up.",
    "Partner noticed I can't lift my foot.",
    "A bus hit me, feels like my back is broken.",
    "Came off my bike, feels like a truck ran me over, back agony.",
    "Not like last time, now my foot is numb and I cannot lift it.",
    "Unlike last time I can't feel my genitals.",
    "At 17 I fell off a roof, and yesterday I fell off a ladder onto my back.",
    "Everyone would be better off without me.",
    "Half of my bottom is numb since yesterday.",
    "The pain shoots down the two of them to my toes, it's not just one leg anymore.",
    "When should I worry? I can't pee since yesterday.",
    "The app asks about numbness and I said yes to the saddle area.",
    "Suppose it's normal, but I can't feel when I pee.",
    "My old sciatica was back yesterday and now my foot is numb.",
    "I broke my pelvis in 1998, now my legs are numb.",
    "After my second baby I can't feel when I pee.",
    "My legs shake and give way, both, and it isn't from training.",
    "I can no longer feel toilet paper properly.",
    "I'm no hypochondriac, but I can't feel my bum.",
    "The guy next to me noticed that I drag my foot since Monday.",
    "Sometimes I stand at the platform and think about stepping off.",
    "I had to wait two minutes for a trickle this morning.",
    "The car rolled over with me in it on Saturday.",
    "Had an accident in my running shorts. Not runner's trots, I just did not feel it come.",
]


@pytest.mark.parametrize("text", [text for texts in HARMLESS.values() for text in texts])
def test_a_near_miss_raises_nothing(text: str) -> None:
    assert say(text, age=40, sex="female").urgency is Urgency.SELF_CARE_OK


@pytest.mark.parametrize("text", SIGNS)
def test_the_sign_beside_a_near_miss_is_still_heard(text: str) -> None:
    assert say(text, age=40, sex="female").urgency.rank > Urgency.SELF_CARE_OK.rank


@pytest.mark.parametrize(
    "text",
    [
        "Felt something in my right butt at mile 3, worse every mile, had to get picked up at 8.",
        "Felt something in my right butt at mile 3, more painful every mile, had to get picked up at 8.",
        "Felt something in my left butt at mile 5, sorer each mile, had to get picked up at 9.",
        "Went heavy on deadlifts yesterday. Low back ache has been climbing ever since and now tingling too. "
        "Way beyond normal soreness.",
        "10 days of back pain that never stops, now no feeling in my arms.",
        "A horse kicked me in the back, painful to move.",
    ],
)
def test_a_published_case_in_other_words_is_heard_too(text: str) -> None:
    assert say(text, age=40, sex="male").urgency.rank > Urgency.SELF_CARE_OK.rank


def test_a_kick_at_a_ball_is_no_injury() -> None:
    assert "major_trauma" not in screen_by_lexicon("Kicked a ball and my low back went, painful to move.").said


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Ich soll wiederkommen, wenn etwas taub wird oder ich nicht mehr pinkeln kann."),
        ("de", "Mein Bruder hatte einen Bandscheibenvorfall. Er konnte den Fuß nicht heben und war unten taub."),
        ("de", "Fast hätte ich mir vor Lachen in die Hose gemacht."),
        ("de", "Nach dem Halbmarathon sind beide Oberschenkel platt und der Rücken zieht."),
        ("de", "Im Februar hatte ich Grippe mit 39 Fieber, alles ausgestanden."),
        ("es", "Me dijo que volviera si algo se me duerme o si no puedo orinar."),
        ("es", "A un amigo le encontraron cáncer de próstata."),
        ("es", "En la pierna no noto nada raro."),
        ("es", "Infección de orina en verano, se curó del todo."),
        ("de", "Ich mache mir Sorgen, dass ich irgendwann meine Beine nicht mehr spüre."),
        ("de", "Was passiert, wenn ich die Blase nicht mehr halten könnte?"),
        ("de", "Auf der Webseite steht etwas von Taubheit im Schritt und Blasenlähmung."),
        ("de", "Als ob mich ein Pferd getreten hätte."),
        ("de", "Kein Vergleich zum letzten Mal, als ich 39 Fieber hatte."),
        ("de", "Mit 17 vom Dach gefallen."),
        ("de", "Keine Luft bei den Bergsprints."),
        ("de", "Beide Kinder haben 39 Fieber."),
        ("de", "1998 Beckenbruch beim Autounfall, jetzt nur steif."),
        ("de", "Wann muss ich mir Sorgen machen? Wenn das Bein schwach wird oder ich nicht pinkeln kann?"),
        ("de", "Musste mitten im Lauf pinkeln, zu viel Kaffee."),
        ("de", "Ich will nicht inkontinent werden."),
        ("es", "Me preocupa que algún día se me duerman las piernas."),
        ("es", "¿Qué pasa si dejo de sentir la entrepierna?"),
        ("es", "En la página pone que la entrepierna dormida es una urgencia."),
        ("es", "Como si me hubiera atropellado un camión."),
        ("es", "No es tan malo como la otra vez, cuando tenía el pie dormido."),
        ("es", "Con 17 me caí de un tejado."),
        ("es", "Nada dormido, nada flojo."),
        ("es", "Los dos niños con 39 de fiebre."),
        ("es", "En 1998 un accidente de coche, ahora solo rígido."),
        ("es", "¿Cuándo debo preocuparme? ¿Si no puedo orinar?"),
        ("es", "No quiero acabar incontinente."),
    ],
)
def test_another_language_has_the_same_kinds(language: str, text: str) -> None:
    assert not screen_in(text, (language,)).heard.keys() - {"infection_risk"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Ich soll wiederkommen, wenn etwas taub wird, und jetzt ist alles zwischen den Beinen taub."),
        ("de", "Nach dem Lauf kribbeln beide Beine bis in die Füße."),
        ("de", "Könnte das von den Tabletten kommen, dass ich nicht pinkeln kann?"),
        ("de", "Letzte Nacht habe ich überlegt, wie ich meinem Leben ein Ende mache."),
        ("es", "Me dijo que volviera si se me dormía algo, y ahora tengo todo dormido entre las piernas."),
        ("es", "¿Puede ser de las pastillas que no pueda orinar?"),
        ("es", "Después de correr me hormiguean las dos piernas hasta los pies."),
        ("de", "Ich habe Angst, weil ich meine Beine nicht mehr spüre und sie seit gestern kribbeln."),
        ("de", "Auf der Webseite steht, bei Taubheit im Schritt ins Krankenhaus. Genau das habe ich seit gestern."),
        ("de", "Ich soll wiederkommen, wenn es im Schritt taub wird, und genau das ist jetzt passiert."),
        ("de", "Anders als damals sind jetzt beide Beine taub."),
        ("de", "Mit 19 Jahren vom Dach gefallen, und gestern wieder von der Leiter gefallen."),
        ("de", "Beim Sprint keine Luft, jetzt auch im Sitzen."),
        ("de", "Jetzt spüre ich meinen Hintern beim Sitzen nicht."),
        ("de", "Physio sagte, ich soll anrufen wenn die Beine taub werden. Sind sie, beide."),
        ("de", "Ich fahre kein Rad und trotzdem ist der Po taub."),
        ("de", "Zuletzt vor 14 Stunden gepinkelt, kein Drang."),
        ("de", "Stromstöße in beide Beine, wenn ich huste."),
        ("de", "Niemand würde mich vermissen."),
        ("es", "Me da miedo no poder orinar, desde ayer no sale nada."),
        ("es", "En la página pone que la entrepierna dormida es urgencia. Es mi caso desde ayer."),
        ("es", "Me dijeron que volviera si se me dormía la entrepierna. Pues ya está dormida."),
        ("es", "Me atropelló un coche, estoy como si me hubiera pasado un tren por encima."),
        ("es", "Me hice encima y ni me enteré."),
        ("es", "No voy en bici y aun así tengo el culo dormido."),
        ("es", "Se me escapa sin sentir nada."),
        ("es", "Me arrolló un ciclista."),
        ("es", "Nadie me echaría de menos."),
    ],
)
def test_and_the_same_signs(language: str, text: str) -> None:
    assert screen_in(text, (language,)).heard


@pytest.mark.parametrize(
    "text", ["Beide Beine kribbeln", "Llevo horas sin orinar", "Seit heute Atemnot", "El culo acorchado"]
)
def test_a_sign_of_three_words_is_heard_in_any_language(text: str) -> None:
    assert say(text, age=40, sex="female").urgency is Urgency.EMERGENCY_NOW


def test_he_is_the_other_person_only_where_one_was_named_before() -> None:
    named = read_sentences("My brother is ill. He was numb down below.")[1]
    unnamed = read_sentences("It hurts. He was numb down below.")[1]
    assert named.is_about_others([(7, 11)])
    assert not unnamed.is_about_others([(7, 11)])


def test_a_guess_is_not_believed_beside_words_that_explain_it() -> None:
    assert list(hear_more(read_sentences("Sore for two weeks and improving, only in the evening."))) == []


def test_what_a_runner_drinks_is_not_the_colour_of_the_urine() -> None:
    assert "dark_urine" not in screen_by_lexicon("I get up to pee because of all the tea that I drink.").said
    assert "dark_urine" in screen_by_lexicon("My pee looks like tea.").said


BURDEN = [
    "My back will not heal and my wife and kids would be better off without me.",
    "I think my family is better off without me, I counted the tablets last night",
    "my boys would all be happier if i was gone",
    "Everyone would be better off without me.",
    "Meine Frau und die Kinder wären ohne mich besser dran.",
    "Meine Familie wäre ohne mich besser dran",
    "Mi familia estaría mejor sin mí.",
    "Mis hijos estarían mejor sin mí, lo pienso cada noche.",
]
NO_BURDEN = [
    "The team ran better without me on Saturday, my back was tight.",
    "My wife says everybody runs better without me dragging behind.",
    "My kids are better off with a dad who runs, so I started again.",
    "Mis hijos corren mejor sin mi reloj.",
]


@pytest.mark.parametrize("text", BURDEN)
def test_thoughts_of_being_a_burden_are_the_runners_own(text: str) -> None:
    assert assess(read_intake({"text": text}), as_of=date(2026, 12, 1)).urgency is Urgency.EMERGENCY_NOW


@pytest.mark.parametrize("text", NO_BURDEN)
def test_a_team_or_children_who_do_well_are_no_such_thought(text: str) -> None:
    assert assess(read_intake({"text": text}), as_of=date(2026, 12, 1)).urgency is Urgency.SELF_CARE_OK
