"""Pages on which a case is kept: its plan, what disturbed it, what was agreed."""

from django.urls import path

from caseload import shield_views, views

app_name = "caseload"
urlpatterns = [
    path("<uuid:pair_id>/plan/", views.plan, name="plan"),
    path("<uuid:pair_id>/plan/area/<uuid:fact_id>/end/", views.end_area, name="end_area"),
    path("<uuid:pair_id>/plan/goal/<uuid:goal_id>/reached/", views.reach_goal, name="reach_goal"),
    path("<uuid:pair_id>/hitch/", views.hitch, name="hitch"),
    path("<uuid:pair_id>/hitch/<uuid:hitch_id>/resolve/", views.resolve_hitch, name="resolve_hitch"),
    path("<uuid:pair_id>/agreement/", views.agreement, name="agreement"),
    path("<uuid:pair_id>/agreement/<uuid:agreement_id>/close/", views.close_agreement, name="close_agreement"),
    path("<uuid:pair_id>/pause/", views.pause, name="pause"),
    path("<uuid:pair_id>/pause/end/", views.end_pause, name="end_pause"),
    path("<uuid:pair_id>/shield/", shield_views.shield, name="shield"),
    path("<uuid:pair_id>/shield/name/", shield_views.name_on_shield, name="name_on_shield"),
    path("<uuid:pair_id>/shield/<uuid:member_id>/off/", shield_views.take_off_shield, name="take_off_shield"),
    path("<uuid:pair_id>/shield/lift/", shield_views.lift_shield, name="lift_shield"),
]
