// The shape of the pages' styles and scripts. As wide as the Python code (pyproject.toml).
export default { printWidth: 110 };
