"""What the arrays of pictures, colours and sounds are called in signatures. Pure.

To a type checker all of them are the same, since numpy and OpenCV do not say the shapes and number types of
what they return. To a reader the name says the shape and the numbers.
"""

from typing import Any

import numpy.typing as npt

# Any array of numbers.
Array = npt.NDArray[Any]
# A colour: red, green, blue as float32 from 0 to 1 in sRGB; or an array of such, (…, 3).
Colour = npt.NDArray[Any]
# A picture of (height, width, 3) uint8; red, green, blue unless a name says otherwise.
Pixels = npt.NDArray[Any]
# A picture with straight alpha: (height, width, 4) uint8.
PixelsWithAlpha = npt.NDArray[Any]
# How far each pixel of a (height, width) picture belongs to something: floats from 0 to 1, or uint8 to 255.
Mask = npt.NDArray[Any]
# Points of an outline: (count, 2), x to the right and y down.
Points = npt.NDArray[Any]
# Sound: float32 from -1.0 to 1.0, (frames,) for mono and (frames, channels) otherwise.
Samples = npt.NDArray[Any]
