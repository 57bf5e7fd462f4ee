FLASK_APP=cluster.app
