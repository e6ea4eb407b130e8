"""Names and sentences of a place that does not exist."""

OFFICE = "Office of the Police and Crime Commissioner for Fenmarch (made up)"
SHORT = "Fenmarch OPCC (made up)"
PLACE = "Fenmarch"
PLAN = "Fenmarch Police and Crime Plan (made up)"
OBJECTIVES = [
    ("Standing by victims", ["Sexual violence", "Domestic abuse", "Children and young people", "Restorative justice"]),
    ("Fewer victims", ["Reducing offending", "Drugs and alcohol", "Early help"]),
    ("Safer places", ["Roads", "Town centres", "Rural crime"]),
    ("A police force that listens", []),
]
COUNTIES = ["North Fenmarch", "South Fenmarch"]
TOWNS = ["Alderwick", "Brackmouth", "Cranleigh Fen", "Dunsby", "Estermere", "Farrowby", "Gildersham", "Hexholm"]
FUNDERS = [
    ("Fenmarch precept", ["Commissioner’s fund", "Small grants fund"]),
    ("Ministry of Examples", ["Victims grant", "Advisers uplift"]),
    ("Department for Instances", ["Serious violence duty", "Safer roads pot"]),
    ("Fenmarch Health Partnership", ["Shared treatment budget"]),
]
FIRST = "Beacon Harbour Lantern Meadow Bridge Willow Compass Orchard Haven Kestrel Anchor Hearth Linnet Rowan".split()
SECOND = "Trust Project Alliance Foundation Collective Partnership Network Support House Link".split()
LONG_PROVIDER = "and District Association for the Advice, Advocacy and Practical Support of People Harmed by Crime"
WORK = [
    "advocacy service",
    "helpline",
    "mentoring scheme",
    "outreach team",
    "recovery programme",
    "court support",
    "diversion scheme",
    "counselling service",
    "family support",
    "road safety lessons",
]
LONG_SERVICE = "for adults, young people and children living in the rural parts of the county and beyond its borders"
GIVEN = "Asha Ben Carys Dev Elin Farid Grace Hugo Isla Jonas Kemi Lewis Mina Noor Owen Priya Rhys Sana Tom Una".split()
FAMILY = "Abbot Birk Cole Dunne Eaves Frost Grove Hale Iqbal Jory Kerr Lund Marsh Nash Orme Pike Quill Reed".split()
WENT_WELL = [
    "Two new advisers started and referrals were met within the week.",
    "The Saturday session is now full, and people stay longer than they did in spring.",
    "Courts gave us a room of our own, so nobody waits beside the defendant.",
    "A survey of those who left found that most would come again.",
]
CHALLENGES = [
    ("Two posts stay vacant after a second round of interviews.", ["recruitment"]),
    ("More people arrive with several needs at once, and cases last longer.", ["complexity"]),
    ("Schools were closed for part of the quarter and fewer referrals came from them.", ["season", "referral_routes"]),
    ("The new case system lost a week of bookings.", ["it"]),
    ("The list for counselling grew again.", ["waiting_list"]),
]
NEXT = [
    "Training for all new volunteers in the first month.",
    "A second base opens in the east of the county.",
    "A review of how referrals reach us, with the police.",
]
PARAGRAPHS = [
    "The service kept its hours through the quarter and took every referral that came.",
    "Demand rose, and the team met it by moving first appointments to the telephone.",
    "Fewer people came than in the spring, as in most years; those who came stayed longer.",
]
NEWS = [
    ("event", "An open evening for referrers drew staff from three police stations."),
    ("launch", "A text line opened for people who can’t talk on the telephone."),
    ("training", "All front-line staff took the refresher on safe recording."),
    ("visit", "The Commissioner’s deputy met volunteers at the day centre."),
    ("prize", "The volunteers’ team took a regional prize for befriending."),
]
PROMISES = [
    "Fill the vacant adviser post.",
    "Send the survey’s results to the office.",
    "Agree an information-sharing protocol with the hospital.",
    "Open the second base.",
]
RISKS = [
    "Grant ends before a successor is agreed",
    "Waiting times pass what is safe",
    "One experienced adviser holds most of the court work",
    "Landlord may end the lease of the day centre",
]
MITIGATIONS = [
    "A second adviser shadows the cases.",
    "Talks with the funder are under way.",
    "Cases are looked at together each week.",
    "",
]
POSTS = ["Adviser", "Team leader", "Children’s worker", "Volunteer coordinator", "Counsellor"]
QUESTIONS = [
    "This is much lower than last quarter. Is a site missing from it?",
    "The part is the same as three months ago. Was it counted anew?",
]
MISSING = {
    "not_answered": "",
    "not_counted": "The old case system does not hold it.",
    "uncounted": "It happens every week, nobody keeps a tally.",
    "does_not_apply": "This part of the service had not begun.",
}


def person(number: int) -> str:
    """A made-up name, a new one for each number up to 360."""
    return f"{GIVEN[number % len(GIVEN)]} {FAMILY[(number + number // len(GIVEN)) % len(FAMILY)]}"
