"""Measures, buffers and corridors on the ellipsoid: arrays in, arrays out, no QGIS.

This package imports nothing by itself; import from its modules. numpy is needed by all of them,
pyproj where something is measured, shapely only where areas are united (``zones``, ``buffers``).

What goes in
    Longitudes and latitudes are float64 arrays in degrees (any finite longitude, latitudes within
    ±90), distances are metres, azimuths degrees clockwise from north. Scalars are broadcast.
    Paths of several points (``Paths``) are flat arrays with *offsets*: path ``i`` owns the points
    ``offsets[i]:offsets[i + 1]``.
What comes out
    ``Polygons`` and ``Lines`` (module ``arrays``): one feature per input row, in the same order.
    A feature has no, one or several parts: what crosses the antimeridian or a pole is split there,
    what has no extent (radius 0, unknown position or size, given as NaN) has no part. Coordinates
    are EPSG:4326, longitude first, within ±180 and ±90, every polygon is valid as OGC Simple
    Features have it (exterior rings counter-clockwise, holes clockwise), nothing is ever NaN.
    Edges are straight lines in the plane of longitude and latitude, which is how QGIS, GEOS and
    PostGIS ``geometry`` read them; tolerances hold for these edges.
Errors
    ``ValueError`` says what was wrong and in which row (a latitude of 91, a negative radius,
    an infinite value); callers turn it into words for the analyst.

Modules and their functions
    arrays
        ``Polygons(coords, rings, parts, features)``, ``Lines(coords, parts, features)``; both
        have ``len()``, ``bounds()``, ``take()``, ``concatenate()``, ``to_shapely()`` and
        ``from_shapely()``.
        ``Paths(lon, lat, offsets)``.
    ellipsoid
        ``Ellipsoid(a, f)``, ``WGS84``, and its ``forward`` and ``inverse`` problems in bulk.
    circles
        ``circles(lon, lat, radius_m, *, segments=64, tolerance_m=None, inner_radius_m=None,
        azimuth_from=None, azimuth_to=None, ellipsoid=WGS84, threads=None) -> Polygons``:
        buffers of points, position accuracy, range rings, donuts and sectors.
    corridors
        ``corridor_lines(paths, *, tolerance_m=10.0, ellipsoid=WGS84) -> Lines``: the shortest lines
        (geodesics) through the waypoints of each path.
    zones
        ``corridor_zones(paths, width_m, *, tolerance_m=None, round_ends=True, ellipsoid=WGS84)
        -> Polygons``: ``width_m`` is the *full* width on the ground, half of it on either side;
        one value for all, one per path, or one per waypoint (then it changes evenly along the way).
    buffers
        ``line_buffers(lines, distance_m, *, tolerance_m=None, ellipsoid=WGS84) -> Polygons`` and
        ``polygon_buffers(polygons, distance_m, …) -> Polygons``, which also shrinks (distance < 0).
    measure
        ``distances``, ``azimuths``, ``path_lengths``, ``line_lengths``, ``polygon_areas``.
    nearest
        ``nearest_on_paths(lon, lat, paths)``, ``nearest_on_lines(lon, lat, lines)``,
        ``nearest_on_polygons(lon, lat, polygons) -> Nearest``: where points come closest to
        geodesics, to a coastline or to areas, and how close (``distance``, ``lon``, ``lat``,
        ``feature``).
    overlay
        ``united(pieces, owners, count) -> Polygons`` and ``areas_of(overlaid)``: overlays.
    blobs
        ``gpkg_blobs(geometries, srid=4326) -> list[bytes]``: GeoPackage geometry blobs with
        envelope, always MultiPolygon or MultiLineString, one per feature.

How it is built
    Curves (``arcs`` of circles, ``legs`` and ``strips`` along geodesics) are functions of a
    parameter, of which ``densify`` takes as many points as the tolerance asks for. ``strands`` puts
    pieces of curves together to closed ones, and ``antimeridian`` makes polygons of the map of what
    lies on their left, cut and closed along its border by the rule in ``border``.
"""
