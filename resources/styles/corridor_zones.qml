<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis styleCategories="Symbology|Labeling|MapTips|Rendering|Temporal|Legend" symbologyReferenceScale="-1" labelsEnabled="0" version="3.40.6-Bratislava" autoRefreshTime="0" hasScaleBasedVisibilityFlag="0" simplifyDrawingHints="1" simplifyAlgorithm="0" simplifyMaxScale="1" simplifyDrawingTol="1" minScale="100000000" simplifyLocal="1" maxScale="0" autoRefreshMode="Disabled">
  <temporal endField="" durationField="" endExpression="" durationUnit="min" fixedDuration="0" mode="0" limitMode="0" startField="" startExpression="" enabled="0" accumulate="0">
    <fixedRange>
      <start></start>
      <end></end>
    </fixedRange>
  </temporal>
  <renderer-v2 type="singleSymbol" referencescale="-1" symbollevels="0" forceraster="0" enableorderby="0">
    <symbols>
      <symbol type="fill" clip_to_extent="1" is_animated="0" alpha="1" name="0" force_rhr="0" frame_rate="10">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" name="name" value=""/>
            <Option name="properties"/>
            <Option type="QString" name="type" value="collection"/>
          </Option>
        </data_defined_properties>
        <layer pass="0" id="{0725f552-ed99-4d43-9328-983730b8a99f}" class="SimpleFill" locked="0" enabled="1">
          <Option type="Map">
            <Option type="QString" name="border_width_map_unit_scale" value="3x:0,0,0,0,0,0"/>
            <Option type="QString" name="color" value="122,59,130,32,rgb:0.47843137254901963,0.23137254901960785,0.50980392156862742,0.12549019607843137"/>
            <Option type="QString" name="joinstyle" value="bevel"/>
            <Option type="QString" name="offset" value="0,0"/>
            <Option type="QString" name="offset_map_unit_scale" value="3x:0,0,0,0,0,0"/>
            <Option type="QString" name="offset_unit" value="MM"/>
            <Option type="QString" name="outline_color" value="122,59,130,255,rgb:0.47843137254901963,0.23137254901960785,0.50980392156862742,1"/>
            <Option type="QString" name="outline_style" value="solid"/>
            <Option type="QString" name="outline_width" value="0.2"/>
            <Option type="QString" name="outline_width_unit" value="MM"/>
            <Option type="QString" name="style" value="solid"/>
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
  <selection mode="Default">
    <selectionColor invalid="1"/>
  </selection>
  <blendMode>0</blendMode>
  <featureBlendMode>0</featureBlendMode>
  <layerOpacity>1</layerOpacity>
  <legend type="default-vector" showLabelLegend="0"/>
  <mapTip enabled="1">&lt;div style="font-family:'Open Sans',sans-serif;max-width:26em">&lt;b>[% replace(replace(replace(coalesce("name",''),'&amp;','&amp;amp;'),'&lt;','&amp;lt;'),'>','&amp;gt;') %]&lt;/b>[% if(coalesce(represent_value("status",'status'),'')='', '', '&lt;br>&lt;span style="color:#5f6b76">Status:&lt;/span> ' || replace(replace(replace(coalesce(represent_value("status",'status'),''),'&amp;','&amp;amp;'),'&lt;','&amp;lt;'),'>','&amp;gt;')) %]&lt;/div></mapTip>
  <layerGeometryType>2</layerGeometryType>
</qgis>
