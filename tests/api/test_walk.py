#!/usr/bin/env python3
"""Whole journeys from 立项 to 竣工, over HTTP, with every department at work."""
from client import City, Runner
from walk import Walk

G1 = {'investment': 'government', 'works': 'building', 'land': 'allocation', 'air_defence': 'build', 'tender_required': 'yes'}
P2 = {'investment': 'enterprise', 'works': 'building', 'approval': 'filing', 'land': 'own', 'low_risk': 'yes', 'air_defence': 'exempt'}


def whole_project(city, answers, flow, total, owner, **facts):
    walk = Walk(city, owner)
    walk.register(f'{flow} 试验楼', answers, **facts)
    view = walk.view()
    assert view['row']['flow']['code'] == flow, view['row']['flow']
    assert view['officialTotal'] == total, view['officialTotal']
    stages = [s['number'] for s in view['stages'] if s['number'] != 5]
    assert [s['status'] for s in view['stages'] if s['number'] in stages[1:]] == ['locked'] * (len(stages) - 1)
    lane = next((s for s in view['stages'] if s['number'] == 5), None)
    for number in stages:
        # What others lean on in the parallel lane is done before it is needed.
        if lane and number == stages[-2 if len(stages) > 2 else -1]:
            finish_lane(walk)
        while walk.stage(number)['status'] != 'concluded':
            draft, done = walk.through(number)
            assert done, f'stage {number} stands still: {walk.stage(number)}'
    end = walk.view()
    assert end['row']['status'] == 'completed', end['row']
    assert end['papersSaved'] > 0 and end['papersSaved'] < end['papersNeeded']
    total_seconds = sum(t['seconds'] for t in end['timeByParty'])
    assert total_seconds >= 0
    return walk, end


def finish_lane(walk):
    while walk.stage(5)['canFile']:
        offered = walk.owner.get(f'/projects/{walk.project}/stages/5/draft').ok()['offered']
        needed = [item['code'] for item in offered if not item['optional']]
        if not needed:
            return
        walk.through(5, needed)


def test_g1(city):
    walk, end = whole_project(city, G1, 'G1', 54, 'owner01')
    assert len(walk.departments) >= 5, walk.departments
    assert len(walk.people) + 2 >= 9
    print(f"        G1: {len(walk.people) + 2} people, {len(walk.departments)} departments, {len(end['results'])} results, "
          f"{end['papersSaved']} of {end['papersNeeded']} papers saved")


def test_p2(city):
    walk, end = whole_project(city, P2, 'P2', end_total(city, 'P2'), 'owner02', floorArea='1800', investment='900')
    print(f"        P2: stages {[s['number'] for s in end['stages']]}, {len(end['results'])} results")


def end_total(city, flow):
    return city.stranger().get(f'/catalog/flows/{flow}').ok()['officialTotal']


if __name__ == '__main__':
    runner = Runner()
    with City() as city:
        runner.run('G1 from 立项 to 竣工', test_g1, city)
        runner.run('P2 in its merged form', test_p2, city)
        city.stop()
        runner.run('the log replays exactly', city.verify)
    runner.finish()
