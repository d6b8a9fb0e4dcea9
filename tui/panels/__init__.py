"""The panels: each shows a part of the moment. A new one stands here, and has its place in `layout.py`."""

from __future__ import annotations

PANELS = {  # by name, with the module in this folder and the class; the keys go through them in this order
    "header": "bars:Header",
    "now": "now:NowPanel",
    "lesson": "lesson:LessonPanel",
    "sentence": "sentence:SentencePanel",
    "tabs": "bars:Tabs",
    "explain": "explain.panel:ExplainPanel",
    "neuron": "neuron:NeuronPanel",
    "network": "network.panel:NetworkPanel",
    "unit": "unit:UnitPanel",
    "outer": "outer:OuterPanel",
    "landscape": "landscape:LandscapePanel",
    "surface": "surface:SurfacePanel",
    "course": "course:CoursePanel",
    "norms": "norms:NormsPanel",
    "hidden": "hidden:HiddenPanel",
    "histogram": "histogram:HistogramPanel",
    "heatmap": "heatmap:HeatMapPanel",
    "digit": "digit:DigitPanel",
    "predictions": "predictions.panel:PredictionsPanel",
    "preview": "preview:PreviewPanel",
    "curves": "curves:CurvesPanel",
    "matrices": "matrices.panel:MatricesPanel",
    "steps": "steps:StepsPanel",
    "diagnosis": "diagnosis.panel:DiagnosisPanel",
    "loss": "loss:LossPanel",
    "footer": "bars:Footer",
}
ALWAYS = ("header", "tabs", "footer")
