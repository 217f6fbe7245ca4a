"""The pages on which a video is planned, edited and agreed to."""
