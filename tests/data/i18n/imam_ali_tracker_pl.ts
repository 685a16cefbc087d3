<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="pl" sourcelanguage="en">
<context>
    <name>ImamAliTracker</name>
    <message>
        <source>Sites</source>
        <translation>Miejsca</translation>
    </message>
    <message numerus="yes">
        <source>{} sites</source>
        <translation>
            <numerusform>{} miejsce</numerusform>
            <numerusform>{} miejsca</numerusform>
            <numerusform>{} miejsc</numerusform>
        </translation>
    </message>
</context>
</TS>
