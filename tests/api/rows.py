"""What each route of the API needs to be tried: who may call it, on what, with which body; and who stands just outside
its scope. One row per operation of /api/v1/openapi.json; test_matrix.py fails when one is missing or left over."""


class Row:
    """by: who may. path: values for the pattern's {names}, or names of what the stage holds. body: a good one, or a function that makes it
    of the stage.
    outside: people with the right role who must not reach this object. done: statuses of the good call, which may be
    a conflict, because one stage serves every route. unreadable: the answer is not one JSON document."""

    def __init__(self, by='owner01', path=None, body=None, outside=(), done=(200,), headers=None, unreadable=False):
        self.by, self.path, self.body, self.outside = by, path or {}, body, outside
        self.done, self.headers, self.unreadable = done, headers or {}, unreadable


BUILDING = {'name': '1号楼', 'use': '办公', 'floorArea': '1200', 'storeysAbove': 6, 'storeysBelow': 1, 'height': '24'}
PROJECT = {'code': None, 'name': '试验三号楼', 'district': '990101', 'location': '江南区云江大道 9 号', 'scale': '试验',
           'longitude': 119.5, 'latitude': 30.2, 'investment': '800', 'landArea': '2000', 'floorArea': '3600',
           'answers': {'investment': 'government', 'works': 'building', 'land': 'allocation', 'air_defence': 'build',
                       'tender_required': 'yes'},
           'plannedStart': '2027-03-01', 'plannedFinish': '2029-03-01', 'buildings': [BUILDING], 'contact': '张明',
           'contactPhone': '19900001234'}
GRANT = {'role': 'officer', 'department': 'zrzy', 'district': None, 'items': ['A01']}
NOTE = {'text': '情况属实'}
TUS = {'Tus-Resumable': '1.0.0', 'Upload-Length': '10'}
PIECE = {'Tus-Resumable': '1.0.0', 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream'}

# Whoever works a case: the officer of its department. Outside: the other company, another department, another district.
OFFICES = ('elsewhere.officer', 'district.officer')


def at_case(by='officer', body=None, outside=OFFICES):
    return Row(by, {'id': 'case'}, body, outside, done=(200, 409))


def for_applicant(body):
    return Row('owner01', {'id': 'case'}, body, ('owner02',), done=(200, 409))


READERS = ('owner02', 'district.supervisor', 'district.officer', 'elsewhere.officer')
PROJECT_READERS = ('owner02', 'district.supervisor', 'district.officer')
DRAFT = {'id': 'project', 'stage': 1}

ROWS = {
    # session
    'whoAmI': Row(),
    'signIn': Row(None, body={'username': 'owner03', 'password': 'Zhupi-demo-2026', 'code': None}),
    'signOut': Row('owner04', done=(204,)),
    'changePassword': Row('owner05', body={'oldPassword': 'Zhupi-demo-2026', 'newPassword': 'Zhupi-demo-2027'}, done=(204,)),
    'demoAccounts': Row(None),
    # catalogue
    'city': Row(None),
    'items': Row(None),
    'itemGuide': Row(None, {'code': 'A01'}),
    'flows': Row(None),
    'flow': Row(None, {'code': 'G1'}),
    'materials': Row(None),
    'questions': Row(None),
    'askedQuestions': Row(None, body={'answers': PROJECT['answers']}),
    'whyPlanned': Row(None, body={'answers': PROJECT['answers'], 'flow': None, 'item': 'A01', 'material': None}),
    'whyInProject': Row(path={'id': 'project'}, outside=PROJECT_READERS),
    'whyInCase': Row(path={'id': 'case'}, outside=READERS),
    'preview': Row(None, body={'answers': PROJECT['answers']}),
    # the guide, progress and calendars
    'searchGuide': Row(None, done=(200, 422)),
    'intents': Row(None),
    'planSheet': Row(None, body={'answers': PROJECT['answers']}),
    'guideSheet': Row(None, {'code': 'C05'}),
    'guideDiagram': Row(None, {'code': 'C05'}, unreadable=True),
    'materialForm': Row(None, {'code': 'M03'}, unreadable=True),
    'projectProgress': Row(path={'id': 'project'}, outside=PROJECT_READERS),
    'applicationProgress': Row(path={'id': 'application'}, outside=READERS),
    'caseProgress': Row(path={'id': 'case'}, outside=READERS),
    'calendarFeeds': Row(),
    'makeCalendarFeed': Row(body={'label': '手机'}, done=(201, 409)),
    'revokeCalendarFeed': Row(path={'id': '999999'}, done=(404,)),
    'calendar': Row(None, {'token': 'nobody-has-this-token'}, done=(404,)),
    # rules
    'rules': Row('guanli'),
    'ruleFacts': Row('guanli'),
    'ruleModel': Row('guanli', {'file': 'flow.dmn'}),
    'saveRuleDraft': Row('guanli', {'file': 'flow.dmn'}, {'xml': '<definitions/>'}),
    'dropRuleDraft': Row('guanli', {'file': 'flow.dmn'}),
    'checkRules': Row('guanli'),
    'tryRules': Row('guanli', body={'answers': PROJECT['answers']}, done=(200, 422)),
    'shadowRules': Row('guanli', body={'version': None}, done=(200, 422)),
    'publishRules': Row('guanli', body={'from': '2026-01-01', 'note': '试验'}, done=(422,)),
    'rollBackRules': Row('guanli', body={'edition': 1, 'note': '试验'}, done=(409,)),
    # flows
    'drawnFlows': Row('guanli'),
    'flowFile': Row('guanli', {'file': 'stage-1.bpmn'}),
    'saveFlowDraft': Row('guanli', {'file': 'stage-1.bpmn'}, {'xml': '<definitions/>'}),
    'dropFlowDraft': Row('guanli', {'file': 'stage-1.bpmn'}),
    'checkFlows': Row('guanli'),
    'simulateFlow': Row('guanli', body={'process': 'item_standard', 'cases': 5, 'seed': 1, 'everyHours': 1}, done=(200, 422)),
    'flowDifference': Row('guanli', done=(200, 422)),
    'publishFlows': Row('guanli', body={'note': '试验'}, done=(409,)),
    'tryFlowMigration': Row('guanli', body={'from': 'a', 'to': 'b', 'application': None}, done=(404,)),
    'runFlowMigration': Row('guanli', body={'from': 'a', 'to': 'b', 'reason': '试验'}, done=(404,)),
    # projects
    'projects': Row(),
    'registerProject': Row(body=PROJECT),
    'project': Row(path={'id': 'project'}, outside=PROJECT_READERS),
    'projectHistory': Row(path={'id': 'project'}, outside=PROJECT_READERS),
    'addPaper': Row(path={'id': 'project'}, outside=('owner02',),
                    body={'material': 'M01', 'title': '项目建议书', 'upload': '0' * 32}, done=(404,)),
    'projectFile': Row(path={'id': 'project'}, outside=PROJECT_READERS),
    'describePaper': Row(path={'id': 'project', 'paper': 'paper'}, outside=('owner02',), body={'title': '项目建议书', 'sheet': '', 'sheetTitle': ''}),
    'removePaper': Row(path={'id': 'project', 'paper': '999999'}, outside=('owner02',), done=(404,)),
    'paperContent': Row(path={'id': 'project', 'paper': 'paper'}, outside=PROJECT_READERS, unreadable=True),
    # filing
    'draft': Row(path=DRAFT, outside=('owner02',)),
    'saveDraft': Row(path=DRAFT, outside=('owner02',), done=(200, 412),
                     body=lambda stage: {'items': ['A01'], 'values': {'name': '试验'}, 'papers': {'M01': stage.paper}, 'version': 0}),
    'fileApplication': Row(path=DRAFT, body={'version': 0}, outside=('owner02',), done=(200, 409, 412, 422)),
    'application': Row(path={'id': 'application'}, outside=READERS),
    'form': Row(path=DRAFT, outside=('owner02',)),
    'checkForm': Row(path=DRAFT, body={'document': {}}, outside=('owner02',)),
    'projectPeople': Row(path={'id': 'project'}, outside=('owner02',)),
    'givePart': Row(path={**DRAFT, 'section': 'owner'}, body={'person': 999999}, outside=('owner02',), done=(404, 422)),
    'takeBackPart': Row(path={**DRAFT, 'section': 'owner'}, outside=('owner02',), done=(404,)),
    'signPart': Row(path={**DRAFT, 'section': 'owner'}, body={'digest': '0' * 64}, outside=('owner02',), done=(404,)),
    'handInVersions': Row(path={'id': 'application'}, outside=READERS),
    'receiveApplication': Row('counter1', {'id': 'application'}, NOTE, ('district.counter',), done=(200, 409)),
    'withdrawApplication': Row('owner01', {'id': 'application'}, NOTE, ('owner02',)),
    # one case
    'case': Row(path={'id': 'case'}, outside=READERS),
    'decisionDocument': Row(path={'id': 'case'}, outside=READERS, done=(404,)),
    'claim': at_case(),
    'assign': at_case('reviewer', lambda stage: {'user': stage.person('officer').me['id']}, ('elsewhere.reviewer',)),
    'accept': at_case(body=NOTE),
    'refuse': at_case(body={'notOurs': True, 'text': '不属于本部门', 'basis': '行政许可法第三十二条'}),
    'askCorrection': at_case(body={'requests': [{'kind': 'other', 'target': '', 'text': '补正', 'basis': '第三十二条'}]}),
    'startSpecial': at_case(body={'procedure': 'expert_review', 'basis': '第四十五条', 'note': '专家评审',
                                  'limit': {'amount': 10, 'unit': 'working_day'}}),
    'endSpecial': at_case(body=NOTE),
    'propose': at_case(body={'outcome': 'approve', 'text': '拟同意', 'deferrals': [{'material': 'M01', 'due': '2027-01-05'}]}),
    'review': at_case('reviewer', {'agree': True, 'text': '同意'}, ('elsewhere.reviewer',)),
    'decide': at_case('approver', {'agree': True, 'text': '准予'}, ('elsewhere.approver',)),
    'revoke': at_case('approver', {'text': '撤销', 'basis': '行政许可法第六十九条'}, ('elsewhere.approver',)),
    'answerCorrection': for_applicant({'answers': [{'number': 1, 'text': '已补正', 'value': '新值', 'paper': None}]}),
    'supplyDeferred': for_applicant({'material': 'M01', 'paper': 1}),
    'withdrawCase': for_applicant(NOTE),
    # findings, notices, conditions
    'jointReview': Row(path={'id': 'application'}, outside=READERS),
    'noticeDocument': Row(path={'id': 'application', 'round': '1'}, outside=READERS, done=(404,)),
    'openConflicts': Row('zrzy.qt'),
    'lateFindings': Row('jiancha'),
    'noteFinding': at_case(body={'place': {'kind': 'other', 'target': '', 'paper': None, 'sheet': None, 'region': None},
                                 'demand': '补充说明', 'clause': '办事指南', 'example': '', 'severity': 'ordinary',
                                 'late': {'reason': 'overlooked', 'explanation': '首次审查时遗漏'}}),
    'closeFindings': Row('officer', {'id': 'case'}, {'findings': [999], 'waived': True, 'text': '不再要求'}, OFFICES, done=(404, 409)),
    'repeatFinding': Row('officer', {'id': 'case'}, {'finding': 999, 'text': '仍不符合'}, OFFICES, done=(404, 409)),
    'handInFindings': at_case(),
    'stateConditions': Row('officer', {'id': 'case'}, {'conditions': [
        {'subject': '消防车道', 'measure': '净宽', 'value': '4', 'unit': 'm', 'direction': 'at_least', 'zone': '', 'clause': 'GB 55037', 'reason': ''}]},
        OFFICES, done=(200, 409)),
    'issueNotice': Row('counter1', {'id': 'application'}, outside=('district.counter',), done=(200, 409)),
    'answerNotice': Row('owner01', {'id': 'application', 'round': '99'}, {'answers': [{'line': 1, 'text': '已改', 'value': None, 'paper': None}]},
                        ('owner02',), done=(404,)),
    'settleConflict': Row('zrzy.qt', {'id': 'application', 'number': '99'}, {'upheld': [1], 'text': '同意'}, done=(404,)),
    'moveCase': at_case('zrzy.qt', {'to': 'handling', 'reason': '漏看一页图纸'}, ()),
    'answerTask': Row('officer', {'id': 'case'}, {'token': 1, 'outcome': 'agree', 'text': ''}, OFFICES, done=(404,)),
    'applicationFlow': Row(path={'id': 'application'}, outside=READERS),
    'tasks': Row('officer'),
    # who acts for whom
    'standing': Row(),
    'actFor': Row('owner06', body=lambda stage: {'mandate': stage.way('owner06')['mandate'], 'via': 0}),
    'confirm': Row('owner07', body={'password': 'Zhupi-demo-2026'}, done=(204,)),
    'mandates': Row(),
    'grantMandate': Row(body={'kind': 'staff', 'username': 'owner02', 'creditCode': None, 'powers': ['read'], 'projects': [],
                              'from': '2026-01-01', 'until': '2027-06-30'}, done=(200, 422)),
    'receivedMandates': Row(),
    'answerMandate': Row('owner08', {'id': 'mandate'}, {'accept': True}, ('owner02',)),
    'revokeMandate': Row('owner08', {'id': 'mandate'}, {'reason': '不再需要'}, ('owner02',)),
    'organisations': Row('guanli'),
    'members': Row(path={'id': 'project'}, outside=PROJECT_READERS),
    'setMember': Row(path={'id': 'project'}, outside=('owner02',),
                     body=lambda stage: {'creditCode': stage.credit_code('owner03'), 'username': None, 'role': 'reader'}),
    'removeMember': Row(path={'id': 'project'}, body={'organisation': 999, 'person': 0}, outside=('owner02',), done=(404,)),
    'ownerChanges': Row(),
    'askOwnerChange': Row(path={'id': 'project'}, outside=('owner02',), done=(200, 409),
                          body=lambda stage: {'creditCode': stage.credit_code('owner03'), 'reason': '转让', 'papers': [stage.paper]}),
    'withdrawOwnerChange': Row(path={'id': 'project'}, body=NOTE, outside=('owner02',), done=(200, 404)),
    'consentToOwnerChange': Row('owner03', {'id': 'project'}, {'agree': False, 'text': '不承接'}, ('owner02',), done=(200, 404)),
    'decideOwnerChange': Row('zrzy.qt', {'id': 'project'}, {'agree': False, 'text': '材料不足'}, done=(200, 404, 409)),
    'openPersonal': Row('officer', {'id': 'case'}, {'reason': '电话核实申请材料'}, OFFICES),
    'openProjectContact': Row('officer', {'id': 'project'}, {'reason': '电话核实申请材料'}, ('district.officer',)),
    # the officers' desk
    'desk': Row('officer'),
    'setLeave': Row('officer', body={'person': None, 'substitute': None, 'from': '2026-12-01', 'until': '2027-03-01'}, done=(200, 409, 422)),
    'endLeave': Row('officer', {'id': '999999'}, done=(404,)),
    'declareRecusal': Row('officer', body={'creditCode': None, 'projectCode': 'no-such', 'reason': '亲属'}, done=(422,)),
    'endRecusal': Row('officer', {'id': '999999'}, done=(404,)),
    'setAssignment': Row('reviewer', body={'automatic': False}),
    'caseDesk': Row('officer', {'id': 'case'}, outside=OFFICES),
    'handOver': at_case(body=lambda stage: {'user': stage.person('officer').me['id'], 'text': '请接手'}),
    'release': at_case(body=NOTE),
    # lists
    'cases': Row(),
    'caseCounts': Row(),
    'results': Row(),
    'messages': Row(),
    'readMessage': Row(path={'id': 'message'}, outside=('owner02',), done=(204,)),
    'readAllMessages': Row(done=(204,)),
    'lateCases': Row('jiancha'),
    'savings': Row('jiancha'),
    'overview': Row('jiancha'),
    'projectMap': Row('jiancha'),
    'supervisionOrders': Row('jiancha'),
    'supervisionOrder': Row('jiancha', {'id': 999}, outside=('owner01', 'guanli', 'counter1'), done=(404,)),
    'issueOrder': Row('jiancha', body={'kind': 'order', 'department': 'zrzy', 'caseId': None, 'finding': None, 'text': '请说明进度', 'days': 3}),
    'answerOrder': Row('officer', {'id': 999}, NOTE, ('elsewhere.officer',), done=(404,)),
    'returnOrder': Row('jiancha', {'id': 999}, {'text': '请补充', 'days': 2}, done=(404,)),
    'closeOrder': Row('jiancha', {'id': 999}, NOTE, done=(404,)),
    'warnings': Row('jiancha'),
    'radar': Row('jiancha'),
    'judgeFinding': Row('jiancha', {'id': 999}, {'judgement': 'confirmed', 'note': '已核实'}, done=(404,)),
    # reminders
    'notices': Row(),
    'markNoticesRead': Row(body={'id': None}, done=(204,)),
    'noticeSettings': Row(),
    'changeNoticeSettings': Row(body={'language': 'zh', 'quietFrom': '22:00', 'quietTo': '07:00', 'digest': None}),
    'changeNoticeChannel': Row(path={'channel': 'email'}, body={'enabled': True, 'address': None}),
    'confirmNoticeChannel': Row(path={'channel': 'email'}, body={'code': '123456'}, done=(409,)),
    'forgetNoticeAddress': Row(path={'channel': 'email'}),
    'noticeChannels': Row('guanli'),
    'testNoticeChannel': Row('guanli', {'channel': 'email'}, {'address': 'it@example.cn'}, done=(409,)),
    'noticeTemplates': Row('guanli'),
    'noticeDeliveries': Row('guanli'),
    'retryNoticeDelivery': Row('guanli', {'id': 999}, done=(404,)),
    # administration
    'users': Row('guanli'),
    'createUser': Row('guanli', done=(201,),
                      body={'username': 'newcomer', 'name': '新人', 'phone': '19900009999', 'department': 'zrzy',
                            'organisation': None, 'organisationCode': None, 'grants': [GRANT]}),
    'changeUser': Row('guanli', {'id': 'user'}, {'name': '改名', 'phone': '', 'enabled': True, 'grants': [GRANT]}),
    'resetPassword': Row('guanli', {'id': 'user'}),
    'departments': Row('guanli'),
    'auditLog': Row('shenji'),
    'verifyLog': Row('shenji'),
    'ledger': Row('shenji'),
    'ledgerProof': Row('shenji', done=(422,)),  # of which event is said in the query
    # live and uploads
    'events': Row(unreadable=True, done=()),
    'upload': Row(path={'id': 'finished_upload'}, outside=('owner02',)),
    'describeUploads': Row(None, done=(204,)),
    'createUpload': Row(headers=TUS, done=(201,)),
    'uploadStatus': Row(path={'id': 'finished_upload'}, headers=TUS, outside=('owner02',), unreadable=True),
    'continueUpload': Row(path={'id': 'finished_upload'}, headers=PIECE, outside=('owner02',), done=(409,)),
    'cancelUpload': Row(path={'id': 'finished_upload'}, headers=TUS, outside=('owner02',), done=(204,)),
}
