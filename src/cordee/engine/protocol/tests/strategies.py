"""Cases and sets of protocols drawn at random."""

from hypothesis import strategies as st

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.engine.protocol.cases import Case, Place, Slot, Team, Volunteer
from cordee.engine.protocol.reading import FORMS, shipped

volunteers = st.builds(
    Volunteer,
    age=st.none() | st.integers(14, 90).map(float),
    remote_only=st.booleans(),
    at_risk=st.booleans(),
    trained=st.booleans(),
    suspended=st.sampled_from([False, False, False, True]),
    identity_seen=st.sampled_from([True, True, True, False]),
    adult_pair=st.booleans(),
)
slots = st.tuples(st.integers(0, 95), st.integers(0, 40)).map(
    lambda pair: Slot(pair[0] * 15, min(1440, (pair[0] + pair[1]) * 15))
)


@st.composite
def cases(draw):
    activity = ACTIVITIES[draw(st.sampled_from(sorted(ACTIVITIES)))]
    remote = draw(st.booleans()) if activity.can_be_remote and activity.mode != frozenset("R") else None
    return Case(
        activity.code,
        remote=remote,
        form=draw(st.none() | st.sampled_from(sorted(FORMS))),
        volunteer=draw(st.none() | volunteers),
        slot=draw(st.none() | slots),
        team=Team(size=draw(st.none() | st.integers(1, 12)), leader=draw(st.none() | st.booleans())),
        place=Place(
            enters_home=draw(st.booleans()), zone=draw(st.sampled_from(["ouverte", "ouverte", "inondee"]))
        ),
    )


protocols = st.lists(st.sampled_from(sorted(shipped())), max_size=5).map(
    lambda codes: [shipped()[code] for code in codes]
)
