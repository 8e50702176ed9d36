from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.utils import OperationalError
from django.http import HttpRequest, JsonResponse

from heltom.lib.http import reads


@login_not_required
@reads
def health(request: HttpRequest) -> JsonResponse:
    """For load balancers and the start-up: 200 when the database answers, 503 when not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return JsonResponse({"status": "database"}, status=503)
    return JsonResponse({"status": "ok"})
