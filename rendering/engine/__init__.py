"""The local composer: a pure core that knows no Django.

In the order in which a video comes to be: timeline → motion, stills, clips → transitions, cues,
captions → frames → audio → encode → probe; compose runs it all.
"""
