<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis styleCategories="Symbology|Labeling|MapTips|Rendering|Temporal|Legend" symbologyReferenceScale="-1" labelsEnabled="0" version="3.40.6-Bratislava" autoRefreshTime="0" hasScaleBasedVisibilityFlag="0" simplifyDrawingHints="1" simplifyAlgorithm="0" simplifyMaxScale="1" simplifyDrawingTol="1" minScale="100000000" simplifyLocal="1" maxScale="0" autoRefreshMode="Disabled">
  <temporal endField="" durationField="" endExpression="&quot;valid_to&quot;" durationUnit="min" fixedDuration="0" mode="4" limitMode="0" startField="" startExpression="&quot;valid_from&quot;" enabled="1" accumulate="0">
    <fixedRange>
      <start></start>
      <end></end>
    </fixedRange>
  </temporal>
  <renderer-v2 type="RuleRenderer" referencescale="-1" symbollevels="0" forceraster="0" enableorderby="0">
    <rules key="{734c6281-d5d5-43f1-8c58-1dc75cf444a5}">
      <rule symbol="0" filter="coalesce(&quot;position_basis&quot;,'unknown') IN ('proxy','unknown','reported')" label="Footprint, position uncertain" key="{fe926f08-e496-4b90-898f-3b91d0cec55c}"/>
      <rule symbol="1" filter="ELSE" label="Footprint" key="{3acd8d2d-f252-47fb-a7eb-4dc67ff51c81}"/>
    </rules>
    <symbols>
      <symbol type="fill" clip_to_extent="1" is_animated="0" alpha="1" name="0" force_rhr="0" frame_rate="10">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" name="name" value=""/>
            <Option name="properties"/>
            <Option type="QString" name="type" value="collection"/>
          </Option>
        </data_defined_properties>
        <layer pass="0" id="{12157e47-c16b-40dc-acef-b0324c9c20a8}" class="SimpleFill" locked="0" enabled="1">
          <Option type="Map">
            <Option type="QString" name="border_width_map_unit_scale" value="3x:0,0,0,0,0,0"/>
            <Option type="QString" name="color" value="194,65,12,70,rgb:0.76078431372549016,0.25490196078431371,0.04705882352941176,0.27450980392156865"/>
            <Option type="QString" name="joinstyle" value="bevel"/>
            <Option type="QString" name="offset" value="0,0"/>
            <Option type="QString" name="offset_map_unit_scale" value="3x:0,0,0,0,0,0"/>
            <Option type="QString" name="offset_unit" value="MM"/>
            <Option type="QString" name="outline_color" value="194,65,12,255,rgb:0.76078431372549016,0.25490196078431371,0.04705882352941176,1"/>
            <Option type="QString" name="outline_style" value="dash"/>
            <Option type="QString" name="outline_width" value="0.4"/>
            <Option type="QString" name="outline_width_unit" value="MM"/>
            <Option type="QString" name="style" value="b_diagonal"/>
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
      <symbol type="fill" clip_to_extent="1" is_animated="0" alpha="1" name="1" force_rhr="0" frame_rate="10">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" name="name" value=""/>
            <Option name="properties"/>
            <Option type="QString" name="type" value="collection"/>
          </Option>
        </data_defined_properties>
        <layer pass="0" id="{38f77c25-a935-4a38-991d-f6ee34896fad}" class="SimpleFill" locked="0" enabled="1">
          <Option type="Map">
            <Option type="QString" name="border_width_map_unit_scale" value="3x:0,0,0,0,0,0"/>
            <Option type="QString" name="color" value="194,65,12,40,rgb:0.76078431372549016,0.25490196078431371,0.04705882352941176,0.15686274509803921"/>
            <Option type="QString" name="joinstyle" value="bevel"/>
            <Option type="QString" name="offset" value="0,0"/>
            <Option type="QString" name="offset_map_unit_scale" value="3x:0,0,0,0,0,0"/>
            <Option type="QString" name="offset_unit" value="MM"/>
            <Option type="QString" name="outline_color" value="194,65,12,255,rgb:0.76078431372549016,0.25490196078431371,0.04705882352941176,1"/>
            <Option type="QString" name="outline_style" value="solid"/>
            <Option type="QString" name="outline_width" value="0.4"/>
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
  <mapTip enabled="1">&lt;div style="font-family:'Open Sans',sans-serif;max-width:26em">&lt;b>[% replace(replace(replace(coalesce(coalesce("label","part"),''),'&amp;','&amp;amp;'),'&lt;','&amp;lt;'),'>','&amp;gt;') %]&lt;/b>[% if(coalesce(represent_value("part",'part'),'')='', '', '&lt;br>&lt;span style="color:#5f6b76">Part:&lt;/span> ' || replace(replace(replace(coalesce(represent_value("part",'part'),''),'&amp;','&amp;amp;'),'&lt;','&amp;lt;'),'>','&amp;gt;')) %][% if(coalesce("position_source",'')='', '', '&lt;br>&lt;span style="color:#5f6b76">Position from:&lt;/span> ' || replace(replace(replace(coalesce("position_source",''),'&amp;','&amp;amp;'),'&lt;','&amp;lt;'),'>','&amp;gt;')) %]&lt;/div></mapTip>
  <layerGeometryType>2</layerGeometryType>
</qgis>
