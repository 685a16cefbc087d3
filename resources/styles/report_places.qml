<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis styleCategories="Symbology|Labeling|MapTips|Rendering|Temporal|Legend" symbologyReferenceScale="-1" labelsEnabled="0" version="3.40.6-Bratislava" autoRefreshTime="0" hasScaleBasedVisibilityFlag="0" simplifyDrawingHints="1" simplifyAlgorithm="0" simplifyMaxScale="1" simplifyDrawingTol="1" minScale="100000000" simplifyLocal="1" maxScale="0" autoRefreshMode="Disabled">
  <temporal endField="" durationField="" endExpression="&quot;published&quot; + to_interval(CASE &quot;published_precision&quot; WHEN 'year' THEN '1 year' WHEN 'month' THEN '1 month' WHEN 'minute' THEN '1 minute' WHEN 'second' THEN '1 second' ELSE '1 day' END)" durationUnit="min" fixedDuration="0" mode="4" limitMode="0" startField="" startExpression="&quot;published&quot;" enabled="1" accumulate="0">
    <fixedRange>
      <start></start>
      <end></end>
    </fixedRange>
  </temporal>
  <renderer-v2 type="pointCluster" toleranceUnitScale="3x:0,0,0,0,0,0" referencescale="-1" tolerance="4" toleranceUnit="MM" symbollevels="0" forceraster="0" enableorderby="0">
    <renderer-v2 type="singleSymbol" referencescale="-1" symbollevels="0" forceraster="0" enableorderby="0">
      <symbols>
        <symbol type="marker" clip_to_extent="1" is_animated="0" alpha="1" name="0" force_rhr="0" frame_rate="10">
          <data_defined_properties>
            <Option type="Map">
              <Option type="QString" name="name" value=""/>
              <Option name="properties"/>
              <Option type="QString" name="type" value="collection"/>
            </Option>
          </data_defined_properties>
          <layer pass="0" id="{eb136f10-f0ce-44d6-8e37-665f333c6bff}" class="SimpleMarker" locked="0" enabled="1">
            <Option type="Map">
              <Option type="QString" name="angle" value="0"/>
              <Option type="QString" name="cap_style" value="square"/>
              <Option type="QString" name="color" value="255,255,255,255,rgb:1,1,1,1"/>
              <Option type="QString" name="horizontal_anchor_point" value="1"/>
              <Option type="QString" name="joinstyle" value="bevel"/>
              <Option type="QString" name="name" value="square"/>
              <Option type="QString" name="offset" value="0,0"/>
              <Option type="QString" name="offset_map_unit_scale" value="3x:0,0,0,0,0,0"/>
              <Option type="QString" name="offset_unit" value="MM"/>
              <Option type="QString" name="outline_color" value="255,255,255,255,rgb:1,1,1,1"/>
              <Option type="QString" name="outline_style" value="no"/>
              <Option type="QString" name="outline_width" value="0"/>
              <Option type="QString" name="outline_width_map_unit_scale" value="3x:0,0,0,0,0,0"/>
              <Option type="QString" name="outline_width_unit" value="MM"/>
              <Option type="QString" name="scale_method" value="diameter"/>
              <Option type="QString" name="size" value="3.4"/>
              <Option type="QString" name="size_map_unit_scale" value="3x:0,0,0,0,0,0"/>
              <Option type="QString" name="size_unit" value="MM"/>
              <Option type="QString" name="vertical_anchor_point" value="1"/>
            </Option>
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" name="name" value=""/>
                <Option name="properties"/>
                <Option type="QString" name="type" value="collection"/>
              </Option>
            </data_defined_properties>
          </layer>
          <layer pass="0" id="{365784d1-cd97-4e6e-b721-9399ecce1370}" class="SimpleMarker" locked="0" enabled="1">
            <Option type="Map">
              <Option type="QString" name="angle" value="0"/>
              <Option type="QString" name="cap_style" value="square"/>
              <Option type="QString" name="color" value="11,92,148,255,rgb:0.04313725490196078,0.36078431372549019,0.58039215686274515,1"/>
              <Option type="QString" name="horizontal_anchor_point" value="1"/>
              <Option type="QString" name="joinstyle" value="bevel"/>
              <Option type="QString" name="name" value="square"/>
              <Option type="QString" name="offset" value="0,0"/>
              <Option type="QString" name="offset_map_unit_scale" value="3x:0,0,0,0,0,0"/>
              <Option type="QString" name="offset_unit" value="MM"/>
              <Option type="QString" name="outline_color" value="11,92,148,255,rgb:0.04313725490196078,0.36078431372549019,0.58039215686274515,1"/>
              <Option type="QString" name="outline_style" value="solid"/>
              <Option type="QString" name="outline_width" value="0.4"/>
              <Option type="QString" name="outline_width_map_unit_scale" value="3x:0,0,0,0,0,0"/>
              <Option type="QString" name="outline_width_unit" value="MM"/>
              <Option type="QString" name="scale_method" value="diameter"/>
              <Option type="QString" name="size" value="2.4"/>
              <Option type="QString" name="size_map_unit_scale" value="3x:0,0,0,0,0,0"/>
              <Option type="QString" name="size_unit" value="MM"/>
              <Option type="QString" name="vertical_anchor_point" value="1"/>
            </Option>
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" name="name" value=""/>
                <Option name="properties"/>
                <Option type="QString" name="type" value="collection"/>
              </Option>
            </data_defined_properties>
          </layer>
        </symbol>
      </symbols>
      <rotation/>
      <sizescale/>
      <data-defined-properties>
        <Option type="Map">
          <Option type="QString" name="name" value=""/>
          <Option name="properties"/>
          <Option type="QString" name="type" value="collection"/>
        </Option>
      </data-defined-properties>
    </renderer-v2>
    <symbol type="marker" clip_to_extent="1" is_animated="0" alpha="1" name="centerSymbol" force_rhr="0" frame_rate="10">
      <data_defined_properties>
        <Option type="Map">
          <Option type="QString" name="name" value=""/>
          <Option name="properties"/>
          <Option type="QString" name="type" value="collection"/>
        </Option>
      </data_defined_properties>
      <layer pass="0" id="{2c0a30ef-6c7e-4fc9-949d-7e3a1d606e72}" class="SimpleMarker" locked="0" enabled="1">
        <Option type="Map">
          <Option type="QString" name="angle" value="0"/>
          <Option type="QString" name="cap_style" value="square"/>
          <Option type="QString" name="color" value="255,255,255,255,rgb:1,1,1,1"/>
          <Option type="QString" name="horizontal_anchor_point" value="1"/>
          <Option type="QString" name="joinstyle" value="bevel"/>
          <Option type="QString" name="name" value="square"/>
          <Option type="QString" name="offset" value="0,0"/>
          <Option type="QString" name="offset_map_unit_scale" value="3x:0,0,0,0,0,0"/>
          <Option type="QString" name="offset_unit" value="MM"/>
          <Option type="QString" name="outline_color" value="255,255,255,255,rgb:1,1,1,1"/>
          <Option type="QString" name="outline_style" value="no"/>
          <Option type="QString" name="outline_width" value="0"/>
          <Option type="QString" name="outline_width_map_unit_scale" value="3x:0,0,0,0,0,0"/>
          <Option type="QString" name="outline_width_unit" value="MM"/>
          <Option type="QString" name="scale_method" value="diameter"/>
          <Option type="QString" name="size" value="6.2"/>
          <Option type="QString" name="size_map_unit_scale" value="3x:0,0,0,0,0,0"/>
          <Option type="QString" name="size_unit" value="MM"/>
          <Option type="QString" name="vertical_anchor_point" value="1"/>
        </Option>
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" name="name" value=""/>
            <Option name="properties"/>
            <Option type="QString" name="type" value="collection"/>
          </Option>
        </data_defined_properties>
      </layer>
      <layer pass="0" id="{6c5522ba-21b0-4cae-8ac9-1f2c95cfa17b}" class="SimpleMarker" locked="0" enabled="1">
        <Option type="Map">
          <Option type="QString" name="angle" value="0"/>
          <Option type="QString" name="cap_style" value="square"/>
          <Option type="QString" name="color" value="11,92,148,255,rgb:0.04313725490196078,0.36078431372549019,0.58039215686274515,1"/>
          <Option type="QString" name="horizontal_anchor_point" value="1"/>
          <Option type="QString" name="joinstyle" value="bevel"/>
          <Option type="QString" name="name" value="square"/>
          <Option type="QString" name="offset" value="0,0"/>
          <Option type="QString" name="offset_map_unit_scale" value="3x:0,0,0,0,0,0"/>
          <Option type="QString" name="offset_unit" value="MM"/>
          <Option type="QString" name="outline_color" value="11,92,148,255,rgb:0.04313725490196078,0.36078431372549019,0.58039215686274515,1"/>
          <Option type="QString" name="outline_style" value="solid"/>
          <Option type="QString" name="outline_width" value="0.4"/>
          <Option type="QString" name="outline_width_map_unit_scale" value="3x:0,0,0,0,0,0"/>
          <Option type="QString" name="outline_width_unit" value="MM"/>
          <Option type="QString" name="scale_method" value="diameter"/>
          <Option type="QString" name="size" value="5.2"/>
          <Option type="QString" name="size_map_unit_scale" value="3x:0,0,0,0,0,0"/>
          <Option type="QString" name="size_unit" value="MM"/>
          <Option type="QString" name="vertical_anchor_point" value="1"/>
        </Option>
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" name="name" value=""/>
            <Option name="properties"/>
            <Option type="QString" name="type" value="collection"/>
          </Option>
        </data_defined_properties>
      </layer>
      <layer pass="0" id="{807b1bac-b919-46e5-8c08-c3db6715e3e0}" class="FontMarker" locked="0" enabled="1">
        <Option type="Map">
          <Option type="QString" name="angle" value="0"/>
          <Option type="QString" name="chr" value="1"/>
          <Option type="QString" name="color" value="255,255,255,255,rgb:1,1,1,1"/>
          <Option type="QString" name="font" value="Open Sans"/>
          <Option type="QString" name="font_style" value=""/>
          <Option type="QString" name="horizontal_anchor_point" value="1"/>
          <Option type="QString" name="joinstyle" value="miter"/>
          <Option type="QString" name="offset" value="0,0"/>
          <Option type="QString" name="offset_map_unit_scale" value="3x:0,0,0,0,0,0"/>
          <Option type="QString" name="offset_unit" value="MM"/>
          <Option type="QString" name="outline_color" value="255,255,255,255,rgb:1,1,1,1"/>
          <Option type="QString" name="outline_width" value="0"/>
          <Option type="QString" name="outline_width_map_unit_scale" value="3x:0,0,0,0,0,0"/>
          <Option type="QString" name="outline_width_unit" value="MM"/>
          <Option type="QString" name="size" value="2.6"/>
          <Option type="QString" name="size_map_unit_scale" value="3x:0,0,0,0,0,0"/>
          <Option type="QString" name="size_unit" value="MM"/>
          <Option type="QString" name="vertical_anchor_point" value="1"/>
        </Option>
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" name="name" value=""/>
            <Option type="Map" name="properties">
              <Option type="Map" name="char">
                <Option type="bool" name="active" value="true"/>
                <Option type="QString" name="expression" value="@cluster_size"/>
                <Option type="int" name="type" value="3"/>
              </Option>
            </Option>
            <Option type="QString" name="type" value="collection"/>
          </Option>
        </data_defined_properties>
      </layer>
    </symbol>
    <data-defined-properties>
      <Option type="Map">
        <Option type="QString" name="name" value=""/>
        <Option name="properties"/>
        <Option type="QString" name="type" value="collection"/>
      </Option>
    </data-defined-properties>
  </renderer-v2>
  <selection mode="Default">
    <selectionColor invalid="1"/>
  </selection>
  <blendMode>0</blendMode>
  <featureBlendMode>0</featureBlendMode>
  <layerOpacity>1</layerOpacity>
  <legend type="default-vector" showLabelLegend="0"/>
  <mapTip enabled="1">&lt;div style="font-family:'Open Sans',sans-serif;max-width:26em">&lt;b>[% replace(replace(replace(coalesce(coalesce("title","url"),''),'&amp;','&amp;amp;'),'&lt;','&amp;lt;'),'>','&amp;gt;') %]&lt;/b>[% if(coalesce("publisher",'')='', '', '&lt;br>&lt;span style="color:#5f6b76">Publisher:&lt;/span> ' || replace(replace(replace(coalesce("publisher",''),'&amp;','&amp;amp;'),'&lt;','&amp;lt;'),'>','&amp;gt;')) %][% if(coalesce(CASE "published_precision" WHEN 'year' THEN format_date("published",'yyyy') WHEN 'month' THEN format_date("published",'MMMM yyyy') WHEN 'day' THEN format_date("published",'d MMMM yyyy') WHEN 'unknown' THEN NULL ELSE format_date("published",'d MMMM yyyy HH:mm') END,'')='', '', '&lt;br>&lt;span style="color:#5f6b76">Published:&lt;/span> ' || replace(replace(replace(coalesce(CASE "published_precision" WHEN 'year' THEN format_date("published",'yyyy') WHEN 'month' THEN format_date("published",'MMMM yyyy') WHEN 'day' THEN format_date("published",'d MMMM yyyy') WHEN 'unknown' THEN NULL ELSE format_date("published",'d MMMM yyyy HH:mm') END,''),'&amp;','&amp;amp;'),'&lt;','&amp;lt;'),'>','&amp;gt;')) %][% if(coalesce("url",'')='', '', '&lt;br>&lt;span style="color:#5f6b76">URL:&lt;/span> ' || replace(replace(replace(coalesce("url",''),'&amp;','&amp;amp;'),'&lt;','&amp;lt;'),'>','&amp;gt;')) %]&lt;/div></mapTip>
  <layerGeometryType>0</layerGeometryType>
</qgis>
