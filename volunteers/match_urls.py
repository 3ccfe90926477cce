"""Where the three of a match, the co-ordinator and whoever has duty come."""

from django.urls import path

from volunteers.views import activities, minding, together

urlpatterns = [
    path("match/<uuid:match_id>/", together.match_page, name="match_page"),
    path("match/<uuid:match_id>/start/", together.start_meeting, name="start_meeting"),
    path("match/<uuid:match_id>/add/", together.add_shared, name="add_shared"),
    path("match/<uuid:match_id>/phone/", together.share_phone, name="share_phone"),
    path("match/<uuid:match_id>/messages/", together.messages_page, name="messages"),
    path("agreed/<uuid:shared_id>/", together.change_shared, name="change_shared"),
    path("agreed/<uuid:shared_id>/done/", together.tick_shared, name="tick_shared"),
    path("match/<uuid:match_id>/activities/", activities.activities, name="activities"),
    path("match/<uuid:match_id>/activities/new/", activities.log_activity, name="log_activity"),
    path("activity/<uuid:activity_id>/", activities.activity, name="activity"),
    path("activity/<uuid:activity_id>/undo/", activities.undo_activity, name="undo_activity"),
    path("activity/<uuid:activity_id>/receipt/", activities.receipt, name="receipt"),
    path("activity/<uuid:activity_id>/picture/", activities.receipt_picture, name="receipt_picture"),
    path("match/<uuid:match_id>/tuning/", minding.hold_tuning, name="hold_tuning"),
    path("match/<uuid:match_id>/tuning/plan/", minding.ask_tuning, name="ask_tuning"),
    path("tuning/<uuid:tuning_id>/", minding.change_tuning, name="change_tuning"),
    path("tuning/<uuid:tuning_id>/confirm/", minding.confirm_tuning, name="confirm_tuning"),
    path("match/<uuid:match_id>/signal/", minding.new_signal, name="new_signal"),
    path("signal/<uuid:signal_id>/", minding.signal, name="signal"),
    path("match/<uuid:match_id>/release/", minding.release, name="release"),
    path("release/<uuid:release_id>/take-back/", minding.take_back, name="take_back"),
    path("circle/<uuid:circle_id>/", minding.circle, name="circle"),
    path("circle/<uuid:circle_id>/outer/", minding.circle_outer, name="circle_outer"),
    path("outer/<uuid:outer_id>/stop/", minding.stop_outer, name="stop_outer"),
    path("match/<uuid:match_id>/end/", minding.end_match, name="end_match"),
]
