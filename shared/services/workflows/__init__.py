"""Long jobs as sagas: what a kind does is data and a few actions; that none is lost or done twice is the engine's."""
