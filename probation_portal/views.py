from django.http import HttpResponse


def home(request):
    return HttpResponse("home")


def pair(request, pair_id):
    return HttpResponse("pair")
