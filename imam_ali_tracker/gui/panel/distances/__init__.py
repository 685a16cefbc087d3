"""The page of the panel that draws buffers and corridors around and between sites."""
