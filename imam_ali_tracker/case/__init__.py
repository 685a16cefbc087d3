"""The case: tracked sites, reports and claims in one GeoPackage or PostGIS schema."""
