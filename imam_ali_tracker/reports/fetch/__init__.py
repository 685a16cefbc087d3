"""Fetching reports over HTTP: guarded, polite, limited, resumable. Imports no QGIS.

What QGIS knows (proxy, certificates, credentials, user agent) comes in as a
:class:`~imam_ali_tracker.reports.fetch.settings.NetworkSettings`, read on the main thread by
:mod:`imam_ali_tracker.reports.session`. ``requests`` is imported only by the modules that talk to
the network (``adapter``, ``client``, ``batch``); import those where they are used.
"""
